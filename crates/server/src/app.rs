//! Puts the server together, serves it, and takes it down in good order.

use crate::auth::Auth;
use crate::clock::Clock;
use crate::config::{Config, Conformance};
use crate::hub::{self, Hub, HubSettings};
use crate::pictures::Pictures;
use crate::random;
use crate::services::likes::PostHomes;
use crate::services::paces::Paces;
use crate::socket::{ActionHost, Origins, conformance, engine_io, upgrade};
use crate::{auth, http};
use axum::Router;
use axum::extract::ConnectInfo;
use axum::routing::{any, get};
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use kith_domain::RoomSettings;
use kith_journal::{Journal, Recovered};
use kith_protocol::CloseCode;
use kith_store::Store;
use metrics_exporter_prometheus::PrometheusHandle;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinSet;
use tower::ServiceExt as _;

/// How long a client may take to send its request's head (SPEC.md LM2).
const HEAD_MAX: Duration = Duration::from_secs(10);
/// How long requests and connections may take to end when the server stops.
const DRAIN_MAX: Duration = Duration::from_secs(8);
/// How long pending likes may take into the database when the server stops.
const FLUSH_MAX: Duration = Duration::from_secs(5);
/// How long the database may take to end its connections; one that is frozen never would.
const CLOSE_MAX: Duration = Duration::from_secs(5);
/// How long accepting rests after it failed (no file handles left), so that it does not spin.
const ACCEPT_REST: Duration = Duration::from_millis(200);

/// Everything a door needs.
pub struct App {
    /// What the operator set.
    pub config: Config,
    /// Everything durable.
    pub store: Store,
    /// Accounts and tokens.
    pub auth: Auth,
    /// Live rooms and connections.
    pub hub: Hub,
    /// The time.
    pub clock: Clock,
    /// Which pages may open a socket.
    pub origins: Origins,
    /// What `/metrics` shows.
    pub metrics: PrometheusHandle,
    /// The address people reach the server at, without a slash at its end.
    pub public_url: String,
    /// Which teams posts belong to.
    pub post_homes: PostHomes,
    /// How often people may do what reaches others.
    pub paces: Paces,
    /// The work on pictures that people send.
    pub pictures: Pictures,
    draining: AtomicBool,
}

/// The one [`App`], shared by all.
pub type Shared = Arc<App>;

impl App {
    /// Whether the server is stopping.
    #[must_use]
    pub fn is_draining(&self) -> bool {
        self.draining.load(Ordering::Relaxed)
    }
}

/// Starts the server and runs it until it is told to stop.
///
/// # Errors
/// What kept it from starting, in a sentence for the operator.
pub async fn serve(config: Config) -> Result<(), String> {
    let metrics = metrics_exporter_prometheus::PrometheusBuilder::new()
        .install_recorder()
        .map_err(|error| format!("metrics cannot be kept: {error}"))?;
    let clock = Clock::start();
    let database_url = config.database_url()?;
    // First, because it takes the folder for this server alone.
    let journal_folder = config.storage.data_dir.join("journal");
    let (journal, recovered) = open_journal(journal_folder.clone()).await?;
    let store = open_store(&database_url).await?;
    let secret = auth::secret::load(&config)?;
    let auth = Auth::new(store.clone(), clock, &secret)?;
    let listener = bind(config.listen).await?;
    let address = listener.local_addr().map_err(|error| error.to_string())?;
    let public_url = config.public_url(address);
    // First, so that whatever is read or rings knows of the time in which Kith was away.
    store
        .give_sign_of_life(clock.now())
        .await
        .map_err(|error| format!("cannot use the database: {error}"))?;
    hub::recover(&store, &journal, recovered, &journal_folder, random::id()).await?;
    let app = Arc::new(App {
        hub: Hub::new(hub_settings(&config), clock, store.clone(), journal.clone()),
        origins: Origins::new(config.allowed_origins.iter().cloned().chain([public_url.clone()])),
        config,
        store,
        auth,
        clock,
        metrics,
        public_url,
        post_homes: PostHomes::default(),
        paces: Paces::default(),
        pictures: Pictures::default(),
        draining: AtomicBool::new(false),
    });
    announce(address);
    run(&app, listener).await;
    if !app.hub.flush_all(FLUSH_MAX).await {
        tracing::warn!("some likes are not in the database yet; they wait in the journal for the next start");
    }
    if tokio::time::timeout(CLOSE_MAX, app.store.close()).await.is_err() {
        tracing::warn!("the database did not answer; its connections are dropped");
    }
    // It waits for its thread.
    if tokio::task::spawn_blocking(move || journal.close()).await.is_err() {
        tracing::error!("the journal was not closed cleanly");
    }
    tracing::info!("stopped");
    Ok(())
}

/// Opens the store at this address.
///
/// # Errors
/// What kept it from opening, in a sentence for the operator.
pub async fn open_store(url: &str) -> Result<Store, String> {
    Store::open(url).await.map_err(|error| format!("cannot open the database: {error}"))
}

/// Opens the journal, which no other server on this folder may have, and gives what it kept over a restart.
async fn open_journal(folder: PathBuf) -> Result<(Journal, Vec<Recovered>), String> {
    tokio::task::spawn_blocking(move || Journal::open(&folder))
        .await
        .map_err(|error| error.to_string())?
        .map_err(|error| format!("cannot open the journal: {error}"))
}

fn hub_settings(config: &Config) -> HubSettings {
    let ms = |span: u64| i64::try_from(span).unwrap_or(i64::MAX);
    HubSettings {
        room: RoomSettings {
            presence_beat_ms: ms(config.presence_beat_ms),
            like_flush_ms: ms(config.like_flush_ms),
        },
        room_idle_ms: ms(config.room_idle_ms),
        max_connections: config.max_connections as usize,
    }
}

#[expect(clippy::print_stdout, reason = "the one line that scripts wait for")]
fn announce(address: SocketAddr) {
    println!("kith listening on http://{address}");
}

fn router(app: &Shared) -> Router {
    let socket_io = Router::new()
        .route("/socketio", any(engine_io::<ActionHost>))
        .route("/socketio/", any(engine_io::<ActionHost>))
        .with_state(ActionHost::new(app.clone()));
    let plain = Router::new().route("/ws", get(upgrade)).with_state(app.clone());
    plain.merge(socket_io).merge(http::router(app.clone()))
}

async fn run(app: &Shared, listener: TcpListener) {
    let (stop, requests) = accept(router(app), listener).await;
    drain(app, stop, requests).await;
}

/// Serves the echoes of [`conformance`] until it is told to stop.
///
/// # Errors
/// What kept it from starting, in a sentence for the operator.
pub async fn serve_echoes(options: &Conformance) -> Result<(), String> {
    let listener = bind(options.listen).await?;
    announce(listener.local_addr().map_err(|error| error.to_string())?);
    accept(conformance(options), listener).await;
    Ok(())
}

async fn bind(address: SocketAddr) -> Result<TcpListener, String> {
    TcpListener::bind(address).await.map_err(|error| {
        format!(
            "cannot listen on {address}: {error}. Is Kith running already? Choose another address with --listen."
        )
    })
}

/// Takes connections until it is told to stop; gives what ends those that are open, and their tasks.
async fn accept(router: Router, listener: TcpListener) -> (watch::Sender<()>, JoinSet<()>) {
    let (stop, stopping) = watch::channel(());
    let mut requests = JoinSet::new();
    let ended = ended();
    tokio::pin!(ended);
    loop {
        tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, peer)) => {
                    requests.spawn(answer(router.clone(), stream, peer, stopping.clone()));
                }
                Err(error) => {
                    tracing::error!(%error, "cannot accept a connection");
                    tokio::time::sleep(ACCEPT_REST).await;
                }
            },
            Some(_) = requests.join_next() => {}
            () = &mut ended => return (stop, requests),
        }
    }
}

/// Speaks HTTP on one TCP connection until it ends, is upgraded, or the server stops.
async fn answer(router: Router, stream: TcpStream, peer: SocketAddr, mut stopping: watch::Receiver<()>) {
    // Small messages leave at once; without it they would wait for the ones before to be confirmed.
    if let Err(error) = stream.set_nodelay(true) {
        tracing::debug!(%error, "a connection ended before it was served");
        return;
    }
    let service = router.map_request(move |mut request: hyper::Request<hyper::body::Incoming>| {
        request.extensions_mut().insert(ConnectInfo(peer));
        request
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_MAX)
        .max_buf_size(16 * 1024)
        .serve_connection(TokioIo::new(stream), TowerToHyperService::new(service))
        .with_upgrades();
    tokio::pin!(connection);
    let served = tokio::select! {
        served = connection.as_mut() => served,
        _ = stopping.changed() => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    if let Err(error) = served {
        tracing::debug!(%error, "a request broke");
    }
}

/// Ends what is open: clients are told to come back, requests may finish, all within [`DRAIN_MAX`].
async fn drain(app: &Shared, stop: watch::Sender<()>, mut requests: JoinSet<()>) {
    app.draining.store(true, Ordering::Relaxed);
    tracing::info!("stopping: clients are told to come back");
    drop(stop);
    app.hub.connections().close_all(CloseCode::ShuttingDown);
    let all_ended = async {
        while requests.join_next().await.is_some() {}
        while !app.hub.connections().is_empty() {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    if tokio::time::timeout(DRAIN_MAX, all_ended).await.is_err() {
        tracing::warn!("some connections did not end in time");
    }
}

/// Waits for SIGTERM or Ctrl-C.
async fn ended() {
    use tokio::signal::unix::{SignalKind, signal};
    let Ok(mut terminate) = signal(SignalKind::terminate()) else {
        return std::future::pending().await;
    };
    tokio::select! {
        _ = terminate.recv() => {}
        interrupted = tokio::signal::ctrl_c() => {
            if interrupted.is_err() {
                std::future::pending::<()>().await;
            }
        }
    }
}
