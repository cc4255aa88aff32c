from tortoise import fields
from tortoise.models import Model


class OutboxMail(Model):
    """A mail to send, written in the transaction of the change that it tells of."""

    id: int = fields.BigIntField(primary_key=True)
    dedupe_key = fields.CharField(max_length=120, unique=True)
    message_id = fields.CharField(max_length=200)
    to = fields.CharField(max_length=254)
    subject = fields.CharField(max_length=200)
    text = fields.TextField()
    html = fields.TextField()
    created_at = fields.DatetimeField()
    due_at = fields.DatetimeField()
    claimed_until = fields.DatetimeField(null=True)
    attempts = fields.IntField(default=0)
    sent_at = fields.DatetimeField(null=True)
    given_up_at = fields.DatetimeField(null=True)
    last_error = fields.CharField(max_length=300, default="")

    class Meta(Model.Meta):
        table = "outbox_mail"
