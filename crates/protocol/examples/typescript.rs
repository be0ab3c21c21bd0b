//! Writes the TypeScript types of the protocol into the folder named by the first argument, one file.
use kith_protocol::{client, error, ids, rest, server, time};
use ts_rs::{Config, TS};

fn main() {
    let folder = std::env::args().nth(1).expect("usage: typescript FOLDER");
    let config = Config::new().with_large_int("number");
    let mut file = String::from(
        "// Generated from crates/protocol by `cargo xtask codegen`. Do not edit: the next run would undo it.\n",
    );
    macro_rules! write_types {
        ($($kind:ty),* $(,)?) => {$(
            if let Some(docs) = <$kind>::docs() { file.push_str(&docs); }
            file.push_str("export ");
            file.push_str(&<$kind>::decl(&config));
            file.push_str("\n\n");
        )*};
    }
    write_types!(
        ids::UserId,
        ids::TeamId,
        ids::PostId,
        time::Timestamp,
        error::ErrorCode,
        client::CheerIcon,
        client::Reference,
        client::ClientMessage,
        server::Role,
        server::Person,
        server::Presence,
        server::Ticker,
        server::ServerMessage,
        rest::ErrorBody,
        rest::User,
        rest::Register,
        rest::Login,
        rest::SignedIn,
        rest::Me,
        rest::Team,
        rest::NewTeam,
        rest::TeamBody,
        rest::Teams,
        rest::Invite,
        rest::Post,
        rest::NewPost,
        rest::PostBody,
        rest::Posts,
        rest::NewPosts,
        rest::Liked,
        rest::CounterDelta,
        rest::CounterTotal,
        rest::Thresholds,
        rest::Counter,
        rest::Counters,
    );
    std::fs::create_dir_all(&folder).expect("the folder can be made");
    std::fs::write(format!("{folder}/types.ts"), file.trim_end().to_owned() + "\n")
        .expect("the file can be written");
}
