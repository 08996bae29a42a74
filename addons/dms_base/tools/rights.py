"""Groups that open the closed fields; the word for the ``groups`` of a field."""

SEE_PHONE = "dms_base.group_dms_see_phone"
SEE_COST = "dms_base.group_dms_see_cost"
SEE_PRICE = "dms_base.group_dms_see_price"
# Who hands links to customers; customers themselves read their own records only.
PORTAL_LINK = "dms_base.group_dms_advisor,dms_base.group_dms_care_agent,dms_base.group_dms_outsider,base.group_portal"
