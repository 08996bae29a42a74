from . import advised_work, service_plan
