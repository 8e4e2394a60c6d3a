"""What each service may do on RabbitMQ: docs/operations.md (RabbitMQ) says the same in words.

A service declares, reads and binds the queues it consumes; it sends through two topic exchanges, where topic permissions hold it to the queues and the events it has to do with.
"""
import dataclasses

QUEUES, EVENTS = "instante.queues", "instante.events"
# Of every process: its own ears for what is refused.
INSTANCE = r"access\.events\.\d+|revocations-data\.access\.\d+"


@dataclasses.dataclass
class Rights:
    consumes: str  # regular expressions of queues…
    sends_to: str
    announces: str  # …and of events


SERVICES = {
    "authentication": Rights(
        r"token|user|user-disable|follows|revocations|token-invalid|image-data\.authentication|mail|authentication\.events|authentication\.pictures\.\d+",
        r"image|notification|token-notification|(user|follows|revocations)-data\..+",
        r"(user|session|follow)\..+|image\.rendered"),
    "resize-image": Rights(r"image|resize_image\.events", r"publication|image-data\..+|revocations", r"media\.deleted|user\.purged"),
    "publication": Rights(
        r"publication|publication\.events|publication-request|(user|follows)-data\.publication",
        r"notification|user|user-disable|follows|revocations|publication-data\..+", r"publication\..+|user\.purged"),
    "notification": Rights(
        r"notification|token-notification|notification\.events|notification\.arrivals\.\d+", r"token|token-invalid|revocations", r"user\.purged|inbox\.arrived"),
}


def _own(rights: Rights) -> str:
    """Its queues, those its retries wait in, and those of its dead letters."""
    return rf"({rights.consumes}|{INSTANCE})(\.retry\.\d+|\.dead)?"


def permissions_of(service: str) -> dict[str, str]:
    own = _own(SERVICES[service])
    exchanges = r"instante\.(queues|events)"
    return {"configure": f"^({own}|{exchanges})$", "write": f"^({own}|{exchanges})$", "read": f"^({own}|{exchanges})$"}


def topic_permissions_of(service: str) -> list[dict[str, str]]:
    rights = SERVICES[service]
    own = _own(rights)
    return [{"exchange": QUEUES, "write": f"^({own}|{rights.sends_to})$", "read": f"^({own})$"},
            {"exchange": EVENTS, "write": f"^({rights.announces})$", "read": ".*"}]
