//! A gateway for the workers of a test.

use std::{net::SocketAddr, time::Duration};

use hyper::Method;
use pec_outside::{
    Outside, gateway,
    wire::{Hold, Place},
};
use pec_renewal::values::{ChargeKey, Moment};
use tokio::{task::JoinHandle, time::sleep};

/// Ended with the test.
pub struct Gateway {
    address: SocketAddr,
    outside: Outside,
    serving: JoinHandle<()>,
}

impl Gateway {
    pub async fn start(now: Moment) -> Self {
        Self::start_at(free_address(), now).await
    }

    pub async fn start_at(address: SocketAddr, now: Moment) -> Self {
        Self::serve(gateway::Args { listen: address, seed: 1, books: None, nightly: false }, now)
            .await
    }

    /// One that answers as the nightly job's outside does.
    pub async fn as_the_nightly_jobs(seed: u64, now: Moment) -> Self {
        let listen = free_address();
        Self::serve(gateway::Args { listen, seed, books: None, nightly: true }, now).await
    }

    async fn serve(arguments: gateway::Args, now: Moment) -> Self {
        let address = arguments.listen;
        let serving = tokio::spawn(async move {
            gateway::serve(&arguments).await.expect("it serves");
        });
        let outside = outside_at(address);
        while outside.set_clock(now, None).await.is_err() {
            sleep(Duration::from_millis(5)).await;
        }
        Self { address, outside, serving }
    }

    /// A worker's end of it.
    pub fn outside(&self) -> Outside {
        self.outside.clone()
    }

    pub fn address(&self) -> String {
        self.address.to_string()
    }

    /// Holds the next charge up, or lets those go that are.
    pub async fn hold(&self, hold: Option<Hold>) {
        let asked = match hold {
            Some(hold) => self.outside.operate(Method::PUT, "/hold", &hold).await,
            None => self.outside.operate(Method::DELETE, "/hold", &()).await,
        };
        let () = asked.expect("the operator");
    }

    pub async fn held(&self) -> Vec<(Place, ChargeKey)> {
        self.outside.operate(Method::GET, "/hold", &()).await.expect("the operator")
    }

    /// The charges that it took up, and how often each came.
    pub async fn charged(&self) -> Vec<(ChargeKey, usize)> {
        let books = self.outside.books().await.expect("the books");
        books.charges.iter().map(|line| (line.key, line.left_after.len())).collect()
    }
}

impl Drop for Gateway {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

/// A worker's end of it.
pub fn outside_at(address: SocketAddr) -> Outside {
    Outside::new(&address.to_string(), Duration::from_secs(5))
}

/// An address where nobody listens.
pub fn free_address() -> SocketAddr {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    listener.local_addr().expect("it has an address")
}
