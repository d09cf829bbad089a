"""Writing what is kept for people's well-being."""

from gadfly.wellbeing.actions.alarms import keep_out, raise_alarm, see_to_alarm
from gadfly.wellbeing.actions.care import set_care
from gadfly.wellbeing.actions.check_ins import decline_check_in, record_check_in
from gadfly.wellbeing.actions.exposures import begin_exposure, expose, extend_exposure, grade_exposures
from gadfly.wellbeing.actions.limits import set_campaign_cap, set_limits, set_own_cap
from gadfly.wellbeing.actions.rests import begin_break
from gadfly.wellbeing.actions.seals import reseal

__all__ = [
    "begin_break",
    "begin_exposure",
    "decline_check_in",
    "expose",
    "extend_exposure",
    "grade_exposures",
    "keep_out",
    "raise_alarm",
    "record_check_in",
    "reseal",
    "see_to_alarm",
    "set_campaign_cap",
    "set_care",
    "set_limits",
    "set_own_cap",
]
