from . import dms_dispatch_create
from . import dms_dispatch_stop
from . import dms_dispatch_transfer
