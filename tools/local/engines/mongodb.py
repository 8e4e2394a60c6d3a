"""What speaks MongoDB's protocol here: mongo-java-server, with its data in an H2 file. Without users; a real MongoDB is reached by INSTANTE_TEST_MONGODB.

Its file is written in the background: a database that is killed may lose what it had acknowledged. `stop` is SIGTERM, and loses nothing.
"""
import hashlib
import pathlib
import shutil
import subprocess

from . import EngineError, Started, accepts, launch, ports, wait_until

NAME = "mongodb"
VERSION = "1.47.0"
PROJECT = f"""\
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>org.example</groupId> <artifactId>mongodb-for-tests</artifactId> <version>1</version>
  <dependencies>
    <dependency><groupId>de.bwaldvogel</groupId> <artifactId>mongo-java-server-h2-backend</artifactId> <version>{VERSION}</version></dependency>
    <dependency><groupId>org.slf4j</groupId> <artifactId>slf4j-simple</artifactId> <version>2.0.17</version></dependency>
  </dependencies>
</project>
"""
PROGRAM = """\
import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.backend.h2.H2Backend;

class Server {
    public static void main(String[] arguments) {
        MongoServer server = new MongoServer(new H2Backend(arguments[0]));
        server.bind("127.0.0.1", Integer.parseInt(arguments[1]));
        Runtime.getRuntime().addShutdownHook(new Thread(server::shutdown));
    }
}
"""


def prepare(cache: pathlib.Path) -> None:
    home = _home(cache)
    if (home / "Server.class").exists():
        return
    for tool in ("mvn", "javac"):
        if shutil.which(tool) is None:
            raise EngineError(f"{tool} is not installed: tools/install-packages --test")
    home.mkdir(parents=True, exist_ok=True)
    (home / "pom.xml").write_text(PROJECT)
    (home / "Server.java").write_text(PROGRAM)
    _run(["mvn", "-q", "-B", "dependency:copy-dependencies", "-DoutputDirectory=lib"], home)
    _run(["javac", "-cp", "lib/*", "Server.java"], home)


def start(folder: pathlib.Path, cache: pathlib.Path) -> Started:
    port = ports(folder, "mongodb")["mongodb"]
    home = _home(cache)
    log = folder / "output.log"
    server = launch(["java", "-Xmx512m", "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn", "-cp", f"{home}:{home}/lib/*", "Server", folder / "data", port], log)
    wait_until(lambda: accepts(port), [server], log)
    url = f"mongodb://127.0.0.1:{port}"
    return Started(pids={"server": server.pid}, settings={"INSTANTE_DATABASE": url},
                   services={name: {"INSTANTE_DATABASE": url} for name in ("authentication", "publication", "notification")},
                   tests={"INSTANTE_TEST_MONGODB": url}, control={"port": port})


def _home(cache: pathlib.Path) -> pathlib.Path:
    """Another program or version is made anew, beside."""
    return cache / f"mongodb-{hashlib.sha256((PROJECT + PROGRAM).encode()).hexdigest()[:12]}"


def _run(argv: list[str], home: pathlib.Path) -> None:
    done = subprocess.run(argv, cwd=home, capture_output=True, text=True)
    if done.returncode != 0:
        raise EngineError(f"{argv[0]} failed:\n{(done.stdout + done.stderr)[-2000:]}")
