-- While this schema is there no server starts: what the erasure ledger says may not be in effect yet.
create schema restoring;
