"""What happened in a run, for people."""

from mdm.report.write import write_link_report
from mdm.report.write_profile import write_profile_report

__all__ = ["write_link_report", "write_profile_report"]
