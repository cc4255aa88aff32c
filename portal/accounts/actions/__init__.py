"""What people do with their own account and with the members of their organisation."""

from portal.accounts.actions.absences import announce_absence, end_absence
from portal.accounts.actions.invitations import accept, create_user, invite, resend, withdraw
from portal.accounts.actions.members import (
    change_role,
    end_membership,
    rename,
    set_reminders,
)
from portal.accounts.actions.passwords import (
    change_password,
    hash_password,
    person_with_password,
    request_reset,
    reset_password,
)
from portal.accounts.actions.sessions import (
    end_sessions_of,
    sign_in,
    sign_out,
    sign_out_everywhere,
    start_session,
    switch_to,
)

__all__ = [
    "accept",
    "announce_absence",
    "change_password",
    "change_role",
    "create_user",
    "end_absence",
    "end_membership",
    "end_sessions_of",
    "hash_password",
    "invite",
    "person_with_password",
    "rename",
    "request_reset",
    "resend",
    "reset_password",
    "set_reminders",
    "sign_in",
    "sign_out",
    "sign_out_everywhere",
    "start_session",
    "switch_to",
    "withdraw",
]
