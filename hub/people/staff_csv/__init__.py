"""Staff lists from a spreadsheet: looked at first, then written, as often as one likes.

`read` makes a `Sheet` of a CSV file as Excel, LibreOffice or Google write it; `plan` says what each
line would do and changes nothing; `apply` plans again inside the transaction and does it. A page
hands the `digest` of the plan that was looked at to `apply`, which refuses if it would now do
something else. A line with a fault is left out; the others are written.

An empty cell says nothing: it neither clears a field nor ends anything. Who is missing in the list
stays. A line finds its person by employee number; without one by address and name, or by a name
that only one colleague of that service has; where that leaves a doubt, it asks instead of guessing.
What `hand` wrote is completed, never ended: a change of service ends the position that an earlier
import had started.
"""

from hub.people.staff_csv.applying import apply
from hub.people.staff_csv.planning import plan
from hub.people.staff_csv.reading import read
from hub.people.staff_csv.report import Outcome, Report
from hub.people.staff_csv.sheet import Sheet

__all__ = ["Outcome", "Report", "Sheet", "apply", "plan", "read"]
