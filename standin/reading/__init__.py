"""
Rows read: OData queries, FetchXML, `?sql=`, paging, expansion, change tracking, and how a row is rendered.

Belongs here: a query's text, its meaning and its answer. Does not belong here: anything that changes a row.
"""
