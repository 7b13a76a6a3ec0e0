"""Who a person is: with a login or without one."""
