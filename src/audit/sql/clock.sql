select below, next, cluster, horizon, of_cluster from access.audit_clock()
