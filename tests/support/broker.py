"""RabbitMQ as its operator's tools see it: queues made and looked at, messages put in by hand."""
import pika


class Broker:
    def __init__(self, url: str) -> None:
        self.parameters = pika.URLParameters(url)

    def make_bounded(self, queue: str, limit: int) -> None:
        """Makes a service's queue before the service does, as it does but for its length."""
        self._do(lambda channel: channel.queue_declare(queue, durable=True, arguments={
            "x-queue-type": "quorum", "x-max-length": limit, "x-overflow": "reject-publish", "x-delivery-limit": 200, "x-dead-letter-exchange": "instante.queues",
            "x-dead-letter-routing-key": f"{queue}.dead", "x-dead-letter-strategy": "at-least-once"}))

    def put(self, queue: str, body: bytes, **properties) -> None:
        self._do(lambda channel: channel.basic_publish("instante.queues", queue, body, pika.BasicProperties(content_type="application/json", delivery_mode=2, **properties), mandatory=True))

    def waiting(self, queue: str) -> int:
        return self._do(lambda channel: channel.queue_declare(queue, passive=True).method.message_count)

    def _do(self, work):
        connection = pika.BlockingConnection(self.parameters)
        try:
            channel = connection.channel()
            channel.confirm_delivery()
            return work(channel)
        finally:
            connection.close()
