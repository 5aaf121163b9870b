//! Places: how many connections one address may have at a time.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::net::IpAddr;
use std::sync::Arc;

use parking_lot::Mutex;

/// The places that are taken, by address.
#[derive(Debug)]
pub struct Places {
    most: usize,
    taken: Mutex<HashMap<IpAddr, usize>>,
}

/// A place of an address, which is free again when it is dropped.
#[derive(Debug)]
pub struct TakenPlace {
    places: Arc<Places>,
    address: IpAddr,
}

impl Places {
    /// So many for each address, all of them free.
    pub fn of(most: usize) -> Arc<Self> {
        Arc::new(Self { most, taken: Mutex::default() })
    }

    /// How many are taken, of all addresses.
    pub fn taken(&self) -> usize {
        self.taken.lock().values().sum()
    }

    /// Takes a place for an address, if it has one left.
    pub fn take(self: &Arc<Self>, address: IpAddr) -> Option<TakenPlace> {
        let mut taken = self.taken.lock();
        let here = taken.entry(address).or_default();
        if *here >= self.most {
            return None;
        }
        *here += 1;
        Some(TakenPlace { places: Arc::clone(self), address })
    }
}

impl Drop for TakenPlace {
    fn drop(&mut self) {
        if let Entry::Occupied(mut here) = self.places.taken.lock().entry(self.address) {
            *here.get_mut() -= 1;
            if *here.get() == 0 {
                here.remove();
            }
        }
    }
}
