from . import test_events, test_order_flow, test_settlement, test_supplement
