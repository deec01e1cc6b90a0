"""The home town's own colours, on top of the portal's tokens."""

from collections.abc import Iterator

from twinning.municipality.home import current_home
from twinning.stylesheet import pair_rule, register_rules


def brand_rules() -> Iterator[str]:
    """Thread and action colour for light and dark."""
    home = current_home()
    yield pair_rule("thread", home.thread_light, home.thread_dark)
    yield pair_rule("act", home.act_light, home.act_dark)


register_rules(brand_rules)
