//! A night with nothing decided: the rows of a recorded one are read, and written as it left them.
//!
//! It reads in the same batches, decodes what it reads, encodes anew what it writes, and writes a batch in
//! one statement. It can also write the leases that workers share a portfolio by.

use std::{collections::BTreeMap, hint::black_box};

use pec_postgres::{
    clock::instant,
    database::{Client, Sql},
};
use pec_renewal::{
    Event, Mailbox,
    values::{MailboxId, Moment, chrono::NaiveDate, uuid::Uuid},
};
use pec_step::{Change, Decided, state};
use tokio_postgres::{Row, types::ToSql};

use super::recorded::{Night, Sent};

/// Writes nights again, in a database as it was before them.
pub struct Bare {
    client: Client,
    leases: Leases,
}

/// Whether leases are written, as by workers that share a portfolio.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Leases {
    Written,
    None,
}

impl Bare {
    pub const fn new(client: Client, leases: Leases) -> Self {
        Self { client, leases }
    }

    pub async fn run(&self, night: &Night, watched: &Watched, at: Moment) {
        for decided in &night.decided {
            self.decided(decided, watched).await;
        }
        for sent in &night.sent {
            self.sent(sent, at).await;
        }
    }

    async fn decided(&self, decided: &Decided<MailboxId>, watched: &Watched) {
        let today = NaiveDate::from(decided.at.day());
        let find = self.client.prepare_cached(DUE).await.expect(DUE);
        let leased = async {
            // What is leased is what is found, in the same order.
            if self.leases == Leases::Written {
                let take = self.client.prepare_cached(LEASE_DUE).await.expect(LEASE_DUE);
                self.client.execute(&take, &[&today]).await.expect(LEASE_DUE);
            }
        };
        let parameters: [&(dyn ToSql + Sync); 1] = [&today];
        let ((), rows) = tokio::join!(biased; leased, self.client.query(&find, &parameters));
        let rows = rows.expect(DUE);
        assert_eq!(rows.len(), decided.changes.len(), "not the same are due");
        rows.iter().for_each(read);
        let columns = Columns::of(&decided.changes, watched);
        let sql = with_leases(WRITE, self.leases);
        let write = self.client.prepare_cached(&sql).await.expect(&sql);
        self.client
            .execute(
                &write,
                &[
                    &columns.mailboxes,
                    &columns.accounts,
                    &columns.sequences,
                    &columns.deadlines,
                    &columns.states,
                    &columns.charges_open_since,
                    &columns.refunds_due,
                    &columns.owe_refund,
                    &decided.policy_version,
                    &columns.event_mailboxes,
                    &columns.event_sequences,
                    &columns.event_bodies,
                    &columns.errand_mailboxes,
                    &columns.errand_sequences,
                ],
            )
            .await
            .expect(WRITE);
    }

    async fn sent(&self, sent: &Sent, at: Moment) {
        let mailboxes: Vec<Uuid> = sent.mailboxes().into_iter().map(MailboxId::uuid).collect();
        let states = self.client.prepare_cached(STATES).await.expect(STATES);
        let errands = self.client.prepare_cached(ERRANDS).await.expect(ERRANDS);
        let leases = async {
            if self.leases == Leases::Written {
                let take = self.client.prepare_cached(LEASE).await.expect(LEASE);
                self.client.execute(&take, &[&mailboxes]).await.expect(LEASE);
            }
        };
        let parameters: [&(dyn ToSql + Sync); 1] = [&mailboxes];
        let ((), states, errands) = tokio::join!(
            biased;
            leases,
            self.client.query(&states, &parameters),
            self.client.query(&errands, &parameters),
        );
        states.expect(STATES).iter().for_each(read);
        let errands = errands.expect(ERRANDS);
        assert_eq!(errands.len(), sent.done.len(), "not the same errands wait");
        for row in &errands {
            black_box(serde_json::from_str::<Event>(row.get(2)).expect("an event"));
        }
        let now = instant(at);
        if !sent.leaving.is_empty() {
            let (ids, sequences) = turned(&sent.leaving);
            let mark = self.client.prepare_cached(MARK).await.expect(MARK);
            self.client.execute(&mark, &[&ids, &sequences, &now]).await.expect(MARK);
        }
        let (ids, sequences) = turned(&sent.done);
        let sql = with_leases(DONE, self.leases);
        let done = self.client.prepare_cached(&sql).await.expect(&sql);
        self.client.execute(&done, &[&ids, &sequences, &now]).await.expect(DONE);
    }
}

/// The columns that are worked out for whoever watches: what a night left in them.
pub struct Watched(BTreeMap<Uuid, (Option<NaiveDate>, Option<NaiveDate>, bool)>);

impl Watched {
    /// As they stand after a night. Each mailbox is decided on once a night.
    pub async fn after(night: &Night, client: &Client) -> Self {
        let changes = night.decided.iter().flat_map(|decided| &decided.changes);
        let mailboxes: Vec<Uuid> = changes.map(|change| change.mailbox.uuid()).collect();
        let rows = client.query(WATCHED, &[&mailboxes]).await.expect(WATCHED);
        assert_eq!(rows.len(), mailboxes.len(), "a mailbox was decided on twice");
        let columns = |row: &Row| (row.get(0), (row.get(1), row.get(2), row.get(3)));
        Self(rows.iter().map(columns).collect())
    }
}

/// A batch turned on its side.
#[derive(Default)]
struct Columns {
    mailboxes: Vec<Uuid>,
    accounts: Vec<Uuid>,
    sequences: Vec<i64>,
    deadlines: Vec<Option<NaiveDate>>,
    states: Vec<Vec<u8>>,
    charges_open_since: Vec<Option<NaiveDate>>,
    refunds_due: Vec<Option<NaiveDate>>,
    owe_refund: Vec<bool>,
    event_mailboxes: Vec<Uuid>,
    event_sequences: Vec<i64>,
    event_bodies: Vec<String>,
    errand_mailboxes: Vec<Uuid>,
    errand_sequences: Vec<i64>,
}

impl Columns {
    fn of(changes: &[Change<MailboxId>], watched: &Watched) -> Self {
        let mut columns = Self::default();
        for change in changes {
            let id = change.mailbox.uuid();
            let (charge_open_since, refund_due, owes_refund) = watched.0[&id];
            columns.mailboxes.push(id);
            columns.accounts.push(change.after.account().uuid());
            columns.sequences.push(signed(change.after.sequence()));
            columns.deadlines.push(change.deadline.map(NaiveDate::from));
            columns.states.push(state::write(&change.after).expect("a state"));
            columns.charges_open_since.push(charge_open_since);
            columns.refunds_due.push(refund_due);
            columns.owe_refund.push(owes_refund);
            for (sequence, event) in (change.expected_sequence + 1..).zip(&change.events) {
                columns.event_mailboxes.push(id);
                columns.event_sequences.push(signed(sequence));
                columns.event_bodies.push(serde_json::to_string(event).expect("an event"));
            }
            for sequence in &change.errands {
                columns.errand_mailboxes.push(id);
                columns.errand_sequences.push(signed(*sequence));
            }
        }
        columns
    }
}

/// A row of id, sequence and state, its state believed as it stands.
fn read(row: &Row) {
    black_box((row.get::<_, Uuid>(0), row.get::<_, i64>(1)));
    black_box(postcard::from_bytes::<(u32, Mailbox)>(row.get(2)).expect("a state"));
}

fn turned(errands: &[(MailboxId, u64)]) -> (Vec<Uuid>, Vec<i64>) {
    errands.iter().map(|(mailbox, sequence)| (mailbox.uuid(), signed(*sequence))).unzip()
}

fn signed(sequence: u64) -> i64 {
    i64::try_from(sequence).expect("there are not that many")
}

fn with_leases(sql: &str, leases: Leases) -> String {
    match leases {
        Leases::Written => sql.replace("{leases}", GIVE_BACK),
        Leases::None => sql.replace("{leases}", ""),
    }
}

const DUE: &str = "
SELECT id, sequence, state FROM mailbox WHERE deadline <= $1 ORDER BY deadline, id LIMIT 500";

const LEASE_DUE: &str = "
INSERT INTO lease (mailbox, claim, until)
SELECT id, gen_random_uuid(), clock_timestamp() + interval '1 minute'
FROM mailbox WHERE deadline <= $1 ORDER BY deadline, id LIMIT 500";

const LEASE: &str = "
INSERT INTO lease (mailbox, claim, until)
SELECT id, gen_random_uuid(), clock_timestamp() + interval '1 minute' FROM unnest($1::uuid[]) AS held (id)";

const GIVE_BACK: &str = "
given_back AS (
    DELETE FROM lease WHERE mailbox = ANY ($1)
),";

const WRITE: &str = "
WITH {leases} updated AS (
    UPDATE mailbox
    SET account = change.account, sequence = change.sequence, deadline = change.deadline,
        policy_version = $9, state = change.state, charge_open_since = change.charge_open_since,
        refund_due = change.refund_due, owes_refund = change.owes_refund
    FROM unnest($1::uuid[], $2::uuid[], $3::bigint[], $4::date[], $5::bytea[], $6::date[], $7::date[],
        $8::boolean[])
        AS change (id, account, sequence, deadline, state, charge_open_since, refund_due, owes_refund)
    WHERE mailbox.id = change.id
), recorded AS (
    INSERT INTO event (mailbox, sequence, body)
    SELECT * FROM unnest($10::uuid[], $11::bigint[], $12::text[])
)
INSERT INTO errand (mailbox, sequence) SELECT * FROM unnest($13::uuid[], $14::bigint[])";

const STATES: &str = "SELECT id, sequence, state FROM mailbox WHERE id = ANY ($1)";

const ERRANDS: &str = "
SELECT errand.mailbox, errand.sequence, body
FROM errand JOIN event USING (mailbox, sequence)
WHERE errand.mailbox = ANY ($1) AND done IS NULL ORDER BY errand.mailbox, errand.sequence";

const MARK: &str = "
UPDATE errand SET leaving = $3 FROM unnest($1::uuid[], $2::bigint[]) AS going (id, number)
WHERE mailbox = going.id AND sequence = going.number";

const DONE: &str = "
WITH {leases} done AS (
    UPDATE errand SET done = $3 FROM unnest($1::uuid[], $2::bigint[]) AS sent (id, number)
    WHERE mailbox = sent.id AND sequence = sent.number
)
SELECT 1";

const WATCHED: &str = "
SELECT id, charge_open_since, refund_due, owes_refund FROM mailbox WHERE id = ANY ($1)";
