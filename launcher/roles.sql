-- The roles of the portal, for the embedded server and for docker/postgres alike.
-- What each may do to tables is granted by the migrations, which know the tables.

-- Owns the database and its tables; migrations only. CREATEDB makes the tests' databases.
CREATE ROLE portal_owner LOGIN NOSUPERUSER NOBYPASSRLS CREATEDB PASSWORD :'owner_password';

-- The running application: owns nothing, creates nothing, obeys row-level security.
CREATE ROLE portal_app LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE PASSWORD :'app_password';

-- Pseudonymous views only; additions to the journal only. Nobody logs in as these until the host says so.
CREATE ROLE portal_stats NOLOGIN NOSUPERUSER NOBYPASSRLS;

CREATE ROLE portal_audit NOLOGIN NOSUPERUSER NOBYPASSRLS;

-- Reads everything, writes nothing: without BYPASSRLS, pg_dump stops at the first protected table.
CREATE ROLE portal_backup NOLOGIN NOSUPERUSER BYPASSRLS;

GRANT pg_read_all_data TO portal_backup;

CREATE DATABASE portal OWNER portal_owner;

REVOKE ALL ON DATABASE portal FROM PUBLIC;

GRANT CONNECT ON DATABASE portal TO portal_app;

GRANT CONNECT ON DATABASE portal TO portal_stats, portal_audit, portal_backup;
