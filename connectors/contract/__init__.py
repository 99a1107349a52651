"""
The contract of `domain.ports.crm.CrmConnector` as tests: what every CRM must keep, ours and yours.

Belongs here: the suite, what it needs of an implementation, builders of records, and the pytest plug-in that offers
them to whoever installs the distribution. Does not belong here: any CRM; nothing of the running software imports it.

To prove a connector, write an async context manager that gives a `CrmUnderTest` over an empty CRM (or one that is not
yours alone: the suite looks only at keys it made), and run

    pytest --pyargs connectors.contract.suite --crm your_package.testing:your_crm

What the CRM cannot do goes into `lacks`, a field it does not keep into `unmapped` ("account.trade_name"), each with a
sentence that says why; nothing is skipped without one. The extra `contract` brings what the suite needs.
"""
