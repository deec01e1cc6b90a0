"""The six steps of an application, saved one by one."""
