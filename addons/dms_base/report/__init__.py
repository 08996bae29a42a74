from . import dms_report_pdf
from . import dms_report_xlsx
