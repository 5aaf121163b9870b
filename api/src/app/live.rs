//! Those who watch something live: each node looks once for all who watch the same there.

use std::collections::HashMap;
use std::sync::Arc;

use actix_web::web::Bytes;
use parking_lot::Mutex;
use time::OffsetDateTime;
use tokio::sync::{Notify, broadcast};
use uuid::Uuid;

use crate::http::places::Places;

/// What happened to something, ready to be sent.
#[derive(Clone, Debug)]
pub struct LiveEvent {
    /// To what.
    pub id: Uuid,
    /// Its version since.
    pub version: i64,
    /// When.
    pub at: OffsetDateTime,
    /// The event as it is sent.
    pub event: Bytes,
}

/// The rooms in which something is watched, each by the id of what it is.
#[derive(Debug)]
pub struct Live {
    /// How many places there are, and those of each address.
    pub most: usize,
    /// The places that are taken.
    pub places: Arc<Places>,
    /// The rooms.
    pub rooms: Mutex<HashMap<Uuid, broadcast::Sender<LiveEvent>>>,
    /// Rung when something has been written through this node.
    pub bell: Notify,
}

impl Live {
    /// So many places, and so many for each address, all of them free.
    pub fn with(most: usize, for_each: usize) -> Self {
        Self { most, places: Places::of(for_each), rooms: Mutex::default(), bell: Notify::new() }
    }

    /// Something has been written.
    pub fn ring(&self) {
        self.bell.notify_waiters();
    }

    /// Sends everybody out of a room: whoever comes again is asked once more whether they may.
    pub fn clear(&self, room: Uuid) {
        self.rooms.lock().remove(&room);
        self.ring();
    }

    /// The same of this room, if it is still the one with its id.
    pub fn leave(&self, id: Uuid, room: &broadcast::Sender<LiveEvent>) {
        let mut rooms = self.rooms.lock();
        if rooms.get(&id).is_some_and(|known| known.same_channel(room)) {
            rooms.remove(&id);
        }
    }

    /// Nobody watches any more: the program stops.
    pub fn close(&self) {
        self.rooms.lock().clear();
        self.ring();
    }

    /// How many watch.
    pub fn watchers(&self) -> usize {
        self.places.taken()
    }
}
