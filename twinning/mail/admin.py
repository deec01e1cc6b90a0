"""The outbox for staff: read what was sent to whom, send failed mails again, change nothing."""

from django.contrib import admin, messages
from django.http import HttpRequest
from django.template.defaultfilters import linebreaksbr
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from twinning.admin import ReadOnlyAdmin, tag
from twinning.languages import direction
from twinning.mail.actions import retry
from twinning.mail.models import OutgoingMail, OutgoingMailQuerySet

State = OutgoingMail.State
KINDS = {State.QUEUED: "warn", State.SENT: "ok", State.FAILED: "err"}


@admin.register(OutgoingMail)
class OutgoingMailAdmin(ReadOnlyAdmin):
    """Read only; the permission to change mails allows to send failed ones again."""

    list_display = ["subject", "recipient", "language", "state_tag", "attempts", "created_at"]
    list_filter = ["state", "language"]
    search_fields = ["recipient", "subject"]
    date_hierarchy = "created_at"
    actions = ["send_again"]
    fields = [
        "subject", "recipient", "reply_to", "language", "body", "state", "attempts", "next_attempt_at",
        "last_error", "created_at", "sent_at", "key",
    ]  # fmt: skip
    readonly_fields = fields

    @admin.display(description=_("state"), ordering="state")
    def state_tag(self, mail: OutgoingMail) -> SafeString:
        return tag(KINDS[mail.state], mail.get_state_display())

    @admin.display(description=_("text"))
    def body(self, mail: OutgoingMail) -> str | SafeString:
        """The plain text; never that of a mail that would let its reader into somebody's account."""
        if mail.is_confidential:
            return _("Confidential: the mail holds a personal link or code.")
        words = linebreaksbr(mail.text)
        return format_html('<div lang="{}" dir="{}">{}</div>', mail.language, direction(mail.language), words)

    @admin.action(description=_("Send failed mails again"), permissions=["retry"])
    def send_again(self, request: HttpRequest, queryset: OutgoingMailQuerySet) -> None:
        """Mails that wait, were sent or are confidential are left alone."""
        count = retry(queryset)
        text = ngettext("%(count)d mail waits again.", "%(count)d mails wait again.", count)
        self.message_user(request, text % {"count": count}, messages.SUCCESS if count else messages.WARNING)

    def has_retry_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("mail.change_outgoingmail")
