"""The pack that `declutter rules new` writes: small, commented, and right as it stands."""

from __future__ import annotations

__all__ = ["render_template"]

_TEMPLATE = '''\
# Rules for SITE. Check them with `declutter rules check`, and try them on saved pages with
# `declutter rules test`; docs/rules.md has every condition.

[pack]
name = "SITE"
version = "1"
sites = ["SITE"]            # its subdomains too; pages of other sites never see these rules
LANGUAGES# off = ["en/read-more"]     # shipped rules that are wrong on this site

# A whole line that always stands there. Case, punctuation and bullets count for nothing, and #
# stands for any number.
[[rule]]
id = "app-prompt"
label = "app"
confidence = 0.95           # the share of its claims that are right: measure it with `rules test`
reason = "the site's prompt to get its app"
match = { phrases = ["get the SITE app", "# people read this in the app"] }

[[rule.example]]            # `- ` before what the rule takes, two spaces before what stays
page = """
  The ferry was cancelled on Monday because of the storm, the harbour master said in a statement.
- Get the SITE app!
- 1,204 people read this in the app
  He asked passengers to get the SITE app, or to call before they left for the harbour.
"""

# A heading and the headlines under it, as far as they go.
[[rule]]
id = "more-stories"
label = "related"
confidence = 0.9
reason = "'More from SITE' and the headlines under it"
match = { starts = ["more from SITE"], words = "<=8" }
run = { of = { teaser = true } }

[[rule.example]]
page = """
  The ferry was cancelled on Monday because of the storm, the harbour master said in a statement.
- More from SITE
- Storm closes three schools on the island
- Harbour master to retire in spring
  Write to us.
"""

[[rule.example]]
page = """
  The ferry was cancelled on Monday because of the storm, the harbour master said in a statement.
  Timetable
  Ferries leave at eight and at noon
  More from SITE readers who had waited since noon was not to be learned.
  Storm warning until midnight
  The island's schools stay closed until Wednesday, and so does the library in the old town hall.
"""

# What must stay, whatever other rules say of it: without a confidence, it beats them all.
[[rule]]
id = "verdict"
action = "keep"
reason = "the verdict at the end of the site's reviews"
match = { starts = ["our verdict"] }

[[rule.example]]
page = """
  The new ferry is quiet, quick and clean, and its crew found a seat for everyone who came aboard.
- Our verdict: 4 of 5 anchors
"""
'''


def render_template(site: str, language: str = "") -> str:
    """The text of a pack for a site.

    Args:
        site: host, such as "example.com".
        language: ISO 639-1 code of its pages, or "".
    """
    languages = f'languages = ["{language}"]\n' if language else ""
    return _TEMPLATE.replace("LANGUAGES", languages).replace("SITE", site)
