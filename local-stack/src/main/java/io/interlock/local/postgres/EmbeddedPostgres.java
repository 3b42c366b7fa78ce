package io.interlock.local.postgres;

import io.interlock.local.process.ChildProcess;
import io.interlock.local.process.Ports;
import io.interlock.local.process.Signals;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A real PostgreSQL server on the loopback address, run from Maven artifacts, with fsync and
 * synchronous_commit on and the databases {@code router} and {@code audit}.
 *
 * <p>Works as root and as an ordinary user. Data survive {@link #stop}, {@link #kill} and a new
 * instance on the same folder. The server is a process of its own: it can be killed and frozen.
 * Calls are serialised.
 */
public final class EmbeddedPostgres implements AutoCloseable {
  /** Databases every server has. */
  public static final List<String> DATABASES = List.of("router", "audit");

  /** Owner of the databases; the password is the same word. */
  public static final String USER = "interlock";

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final int POLL_MILLIS = 15;

  /** Something else may listen there and never answer. */
  private static final String IMPATIENT = "?loginTimeout=1&connectTimeout=1&gssEncMode=disable";

  private final Path folder;
  private final Path programs;
  private final PostgresUser user;
  private final int port;
  private @Nullable ChildProcess server;

  private EmbeddedPostgres(Path folder, Path programs, PostgresUser user, int port) {
    this.folder = folder;
    this.programs = programs;
    this.user = user;
    this.port = port;
  }

  /** Starts a server on a free port; returns when it serves and has its databases. */
  public static EmbeddedPostgres start(Path folder) throws IOException {
    return start(folder, Ports.free());
  }

  /**
   * Starts a server on a given port; returns when it serves and has its databases.
   *
   * @param folder for its data and log; created if missing
   * @throws IOException if it does not start, with the reason the server gave
   */
  public static EmbeddedPostgres start(Path folder, int port) throws IOException {
    Path absolute = folder.toAbsolutePath();
    Path programs;
    PostgresUser user;
    try {
      programs = PostgresBinaries.unpackTo(PostgresBinaries.userCache());
      user = PostgresUser.find(programs, absolute);
    } catch (IOException e) {
      // There may be no home, or another user can't look into root's.
      programs = PostgresBinaries.unpackTo(PostgresBinaries.sharedCache());
      user = PostgresUser.find(programs, absolute);
    }
    EmbeddedPostgres postgres = new EmbeddedPostgres(absolute, programs, user, port);
    postgres.start();
    return postgres;
  }

  public int port() {
    return port;
  }

  public String jdbcUrl(String database) {
    return "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
  }

  /** For {@code quarkus.datasource.reactive.url}. */
  public String reactiveUrl(String database) {
    return "postgresql://127.0.0.1:" + port + "/" + database;
  }

  public String user() {
    return USER;
  }

  public String password() {
    return USER;
  }

  /** Opens a JDBC connection; the caller closes it. */
  public Connection connect(String database) throws SQLException {
    return DriverManager.getConnection(jdbcUrl(database), USER, USER);
  }

  /** Starts it again after {@link #stop} or {@link #kill}, on the same port with the same data. */
  public synchronized void start() throws IOException {
    if (server != null && server.isAlive()) {
      return;
    }
    initialise();
    ChildProcess starting = launch();
    server = starting;
    awaitConnections(starting);
    createDatabases();
  }

  /** Ends it as an administrator would: clients are disconnected, everything is written. */
  public synchronized void stop() {
    if (server != null) {
      server.thaw();
      // SIGINT is PostgreSQL's fast shutdown; SIGTERM would wait for clients.
      ProcessHandle.of(server.pid()).ifPresent(handle -> Signals.send("INT", List.of(handle)));
      server.awaitEnd(PATIENCE);
      server.stop();
      server = null;
    }
  }

  /** SIGKILL for the server and its backends, as a power cut: what was committed stays. */
  public synchronized void kill() {
    if (server != null) {
      server.kill();
      server = null;
    }
  }

  /** SIGSTOP: connections stay open and nothing answers. */
  public synchronized void freeze() {
    if (server != null) {
      server.freeze();
    }
  }

  /** Goes on where {@link #freeze} stopped it. */
  public synchronized void thaw() {
    if (server != null) {
      server.thaw();
    }
  }

  @Override
  public void close() {
    stop();
  }

  /** The server's process, for tests of what happens without it. */
  public synchronized @Nullable ChildProcess process() {
    return server;
  }

  private Path data() {
    return folder.resolve("data");
  }

  private void initialise() throws IOException {
    if (Files.exists(data().resolve("PG_VERSION"))) {
      return;
    }
    // Made beside its place and renamed: a start that was interrupted leaves no half of a database.
    Path unfinished = folder.resolve("data.new");
    deleteTree(unfinished);
    Path password = folder.resolve("password");
    Files.writeString(password, USER);
    Path log = folder.resolve("initdb.log");
    ChildProcess initdb =
        ChildProcess.start(
            "initdb",
            user.command(
                List.of(
                    programs.resolve("bin/initdb").toString(),
                    "--pgdata=" + unfinished,
                    "--username=" + USER,
                    "--pwfile=" + password,
                    "--auth=scram-sha-256",
                    "--encoding=UTF8",
                    "--locale=C")),
            Map.of("TZ", "UTC"),
            folder,
            log);
    boolean ended = initdb.awaitEnd(PATIENCE);
    Files.delete(password);
    if (!ended || initdb.exitCode() != 0) {
      initdb.kill();
      throw new IOException("initdb failed: " + String.join("\n", initdb.tail(5)));
    }
    Files.move(unfinished, data(), StandardCopyOption.ATOMIC_MOVE);
  }

  private ChildProcess launch() throws IOException {
    List<String> program =
        new ArrayList<>(
            List.of(programs.resolve("bin/postgres").toString(), "-D", data().toString()));
    Map<String, String> settings =
        Map.ofEntries(
            Map.entry("port", Integer.toString(port)),
            Map.entry("listen_addresses", "127.0.0.1"),
            Map.entry("unix_socket_directories", ""),
            Map.entry("fsync", "on"),
            Map.entry("synchronous_commit", "on"),
            Map.entry("full_page_writes", "on"),
            Map.entry("max_connections", "200"),
            Map.entry("shared_buffers", "256MB"),
            Map.entry("timezone", "UTC"),
            Map.entry("log_timezone", "UTC"));
    settings.forEach(
        (name, value) -> {
          program.add("-c");
          program.add(name + "=" + value);
        });
    return ChildProcess.start(
        "postgres", user.command(program), Map.of(), folder, folder.resolve("postgres.log"));
  }

  private void awaitConnections(ChildProcess starting) throws IOException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      boolean alive = starting.isAlive();
      try (Connection connection =
          DriverManager.getConnection(jdbcUrl("postgres") + IMPATIENT, USER, USER)) {
        if (alive && connection.isValid(1)) {
          return;
        }
      } catch (SQLException e) {
        if (System.nanoTime() > end || Thread.currentThread().isInterrupted()) {
          starting.kill();
          throw new IOException("PostgreSQL did not answer in " + PATIENCE.toSeconds() + " s", e);
        }
      }
      if (!alive) {
        throw new IOException("PostgreSQL ended: " + String.join("\n", starting.tail(5)));
      }
      starting.awaitEnd(Duration.ofMillis(POLL_MILLIS));
    }
  }

  private void createDatabases() throws IOException {
    try (Connection connection = connect("postgres");
        PreparedStatement query =
            connection.prepareStatement("select 1 from pg_database where datname = ?");
        Statement create = connection.createStatement()) {
      for (String database : DATABASES) {
        query.setString(1, database);
        try (var found = query.executeQuery()) {
          if (!found.next()) {
            create.execute("create database " + database);
          }
        }
      }
    } catch (SQLException e) {
      throw new IOException("can't create the databases: " + e.getMessage(), e);
    }
  }

  private static void deleteTree(Path tree) throws IOException {
    if (!Files.exists(tree)) {
      return;
    }
    try (Stream<Path> files = Files.walk(tree)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
