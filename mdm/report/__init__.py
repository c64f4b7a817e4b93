"""What happened in a run, for people."""

from mdm.report.write import write_link_report

__all__ = ["write_link_report"]
