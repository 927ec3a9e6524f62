CREATE TABLE app_user (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
	version INTEGER NOT NULL,
	login TEXT NOT NULL,
	name TEXT NOT NULL,
	credential TEXT NOT NULL,
	licence TEXT NOT NULL,
	npi TEXT NOT NULL,
	disabled INTEGER NOT NULL,
	must_change INTEGER NOT NULL,
	CONSTRAINT uq_app_user_login UNIQUE (login)
)
 STRICT
;;

CREATE TABLE audit (
	id INTEGER NOT NULL,
	at INTEGER NOT NULL,
	zone TEXT NOT NULL,
	user_id INTEGER NOT NULL,
	user_name TEXT NOT NULL,
	roles TEXT NOT NULL,
	kind TEXT NOT NULL,
	patient_id INTEGER,
	object_kind TEXT NOT NULL,
	object_id TEXT,
	reason TEXT NOT NULL,
	before_hash BLOB NOT NULL,
	after_hash BLOB NOT NULL,
	mac BLOB NOT NULL,
	CONSTRAINT pk_audit PRIMARY KEY (id)
)
 STRICT
;;

CREATE INDEX ix_audit_patient_id_id ON audit (patient_id, id)
;;

CREATE TABLE billing_practitioner (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
	version INTEGER NOT NULL,
	name TEXT NOT NULL,
	npi TEXT NOT NULL,
	taxonomy TEXT NOT NULL,
	active INTEGER NOT NULL
)
 STRICT
;;

CREATE TABLE history (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
	object_kind TEXT NOT NULL,
	object_id INTEGER NOT NULL,
	patient_id INTEGER,
	version INTEGER NOT NULL,
	body TEXT NOT NULL,
	replaced_at INTEGER NOT NULL,
	replaced_by TEXT NOT NULL,
	reason TEXT NOT NULL
)
 STRICT
;;

CREATE INDEX ix_history_object_kind_object_id ON history (object_kind, object_id)
;;

CREATE TABLE import_batch (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
	at INTEGER NOT NULL,
	"by" TEXT NOT NULL,
	added INTEGER NOT NULL,
	taken_back_at INTEGER,
	taken_back_by TEXT
)
 STRICT
;;

CREATE TABLE practice (
	id INTEGER NOT NULL,
	version INTEGER NOT NULL,
	zone TEXT NOT NULL,
	body TEXT NOT NULL,
	CONSTRAINT pk_practice PRIMARY KEY (id),
	CONSTRAINT ck_practice_only_one CHECK (id = 1)
)
 STRICT
;;

CREATE TABLE preference (
	user_id INTEGER NOT NULL,
	"key" TEXT NOT NULL,
	value TEXT NOT NULL,
	CONSTRAINT pk_preference PRIMARY KEY (user_id, "key")
)
 STRICT
;;

CREATE TABLE secret (
	name TEXT NOT NULL,
	value BLOB NOT NULL,
	CONSTRAINT pk_secret PRIMARY KEY (name)
)
 STRICT
;;

CREATE TABLE import_file (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
	batch_id INTEGER NOT NULL,
	name TEXT NOT NULL,
	kind TEXT NOT NULL,
	status TEXT NOT NULL,
	reason TEXT NOT NULL,
	written TEXT,
	summary TEXT NOT NULL,
	CONSTRAINT fk_import_file_batch_id_import_batch FOREIGN KEY(batch_id) REFERENCES import_batch (id)
)
 STRICT
;;

CREATE INDEX ix_import_file_batch_id ON import_file (batch_id)
;;

CREATE TABLE open_run (
	user_id INTEGER NOT NULL,
	run TEXT NOT NULL,
	beat_at INTEGER NOT NULL,
	beat_boot_ns INTEGER NOT NULL,
	boot_id TEXT NOT NULL,
	CONSTRAINT pk_open_run PRIMARY KEY (user_id),
	CONSTRAINT fk_open_run_user_id_app_user FOREIGN KEY(user_id) REFERENCES app_user (id)
)
 STRICT
;;

CREATE TABLE user_role (
	user_id INTEGER NOT NULL,
	role TEXT NOT NULL,
	CONSTRAINT pk_user_role PRIMARY KEY (user_id, role),
	CONSTRAINT fk_user_role_user_id_app_user FOREIGN KEY(user_id) REFERENCES app_user (id)
)
 STRICT
;;

CREATE TABLE patient (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
	version INTEGER NOT NULL,
	batch_id INTEGER,
	file_id INTEGER,
	recorded_at INTEGER NOT NULL,
	recorded_by TEXT NOT NULL,
	voided_at INTEGER,
	family TEXT NOT NULL,
	given TEXT NOT NULL,
	preferred_name TEXT NOT NULL,
	birth_date TEXT,
	sex TEXT NOT NULL,
	phone TEXT NOT NULL,
	mrn TEXT NOT NULL,
	language TEXT NOT NULL,
	deceased INTEGER NOT NULL,
	search_key TEXT NOT NULL,
	body TEXT NOT NULL,
	CONSTRAINT fk_patient_batch_id_import_batch FOREIGN KEY(batch_id) REFERENCES import_batch (id),
	CONSTRAINT fk_patient_file_id_import_file FOREIGN KEY(file_id) REFERENCES import_file (id)
)
 STRICT
;;

CREATE INDEX ix_patient_batch_id ON patient (batch_id)
;;

CREATE INDEX ix_patient_birth_date ON patient (birth_date)
;;

CREATE INDEX ix_patient_worklist ON patient (voided_at, id, family, given, preferred_name, birth_date, sex, phone, language, deceased, search_key)
;;

CREATE TABLE care_plan_draft (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
	patient_id INTEGER NOT NULL,
	number INTEGER NOT NULL,
	version INTEGER NOT NULL,
	body TEXT NOT NULL,
	saved_at INTEGER NOT NULL,
	saved_by TEXT NOT NULL,
	CONSTRAINT uq_care_plan_draft_patient_id UNIQUE (patient_id),
	CONSTRAINT fk_care_plan_draft_patient_id_patient FOREIGN KEY(patient_id) REFERENCES patient (id)
)
 STRICT
;;

CREATE TABLE care_plan_version (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
	patient_id INTEGER NOT NULL,
	number INTEGER NOT NULL,
	body TEXT NOT NULL,
	review_on TEXT,
	signed_at INTEGER NOT NULL,
	signed_by TEXT NOT NULL,
	digest TEXT NOT NULL,
	copy_given_on TEXT,
	CONSTRAINT uq_care_plan_version_patient_id_number UNIQUE (patient_id, number),
	CONSTRAINT fk_care_plan_version_patient_id_patient FOREIGN KEY(patient_id) REFERENCES patient (id)
)
 STRICT
;;

CREATE INDEX ix_care_plan_version_newest ON care_plan_version (patient_id, number, review_on)
;;

CREATE TABLE chart_fact (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
	patient_id INTEGER NOT NULL,
	kind TEXT NOT NULL,
	version INTEGER NOT NULL,
	name TEXT NOT NULL,
	code TEXT NOT NULL,
	status TEXT NOT NULL,
	on_date TEXT,
	body TEXT NOT NULL,
	batch_id INTEGER,
	file_id INTEGER,
	by_hand INTEGER NOT NULL,
	source_system TEXT NOT NULL,
	source_id TEXT NOT NULL,
	author TEXT NOT NULL,
	recorded_at INTEGER NOT NULL,
	recorded_by TEXT NOT NULL,
	voided_at INTEGER,
	void_reason TEXT NOT NULL,
	CONSTRAINT ck_chart_fact_kind CHECK (kind IN ('condition', 'medication', 'allergy', 'observation', 'care_team', 'goal', 'encounter', 'procedure', 'coverage')),
	CONSTRAINT fk_chart_fact_patient_id_patient FOREIGN KEY(patient_id) REFERENCES patient (id),
	CONSTRAINT fk_chart_fact_batch_id_import_batch FOREIGN KEY(batch_id) REFERENCES import_batch (id),
	CONSTRAINT fk_chart_fact_file_id_import_file FOREIGN KEY(file_id) REFERENCES import_file (id)
)
 STRICT
;;

CREATE INDEX ix_chart_fact_batch_id ON chart_fact (batch_id)
;;

CREATE INDEX ix_chart_fact_patient_id_kind_on_date ON chart_fact (patient_id, kind, on_date)
;;

CREATE INDEX ix_chart_fact_source ON chart_fact (patient_id, source_system, source_id)
;;

CREATE TABLE clock_fact (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
	run TEXT NOT NULL,
	user_id INTEGER NOT NULL,
	kind TEXT NOT NULL,
	at INTEGER NOT NULL,
	zone TEXT NOT NULL,
	monotonic_ns INTEGER NOT NULL,
	boot_ns INTEGER NOT NULL,
	boot_id TEXT NOT NULL,
	patient_id INTEGER,
	program TEXT,
	activity TEXT,
	mode TEXT,
	note TEXT NOT NULL,
	cause TEXT NOT NULL,
	CONSTRAINT fk_clock_fact_user_id_app_user FOREIGN KEY(user_id) REFERENCES app_user (id),
	CONSTRAINT fk_clock_fact_patient_id_patient FOREIGN KEY(patient_id) REFERENCES patient (id)
)
 STRICT
;;

CREATE INDEX ix_clock_fact_run_id ON clock_fact (run, id)
;;

CREATE UNIQUE INDEX uq_clock_fact_one_start ON clock_fact (run) WHERE kind = 'start'
;;

CREATE TABLE consent (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
	patient_id INTEGER NOT NULL,
	program TEXT NOT NULL,
	given_on TEXT NOT NULL,
	method TEXT NOT NULL,
	accepted INTEGER NOT NULL,
	statements TEXT NOT NULL,
	obtained_by TEXT NOT NULL,
	practitioner_id INTEGER,
	note TEXT NOT NULL,
	recorded_at INTEGER NOT NULL,
	revoked_on TEXT,
	effective_until TEXT,
	CONSTRAINT fk_consent_patient_id_patient FOREIGN KEY(patient_id) REFERENCES patient (id),
	CONSTRAINT fk_consent_practitioner_id_billing_practitioner FOREIGN KEY(practitioner_id) REFERENCES billing_practitioner (id)
)
 STRICT
;;

CREATE INDEX ix_consent_newest ON consent (patient_id, given_on, id, accepted, effective_until)
;;

CREATE TABLE enrolment (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
	patient_id INTEGER NOT NULL,
	version INTEGER NOT NULL,
	program TEXT NOT NULL,
	state TEXT NOT NULL,
	started_on TEXT,
	ended_on TEXT,
	practitioner_id INTEGER,
	nurse_id INTEGER,
	risk TEXT NOT NULL,
	note TEXT NOT NULL,
	CONSTRAINT fk_enrolment_patient_id_patient FOREIGN KEY(patient_id) REFERENCES patient (id),
	CONSTRAINT fk_enrolment_practitioner_id_billing_practitioner FOREIGN KEY(practitioner_id) REFERENCES billing_practitioner (id),
	CONSTRAINT fk_enrolment_nurse_id_app_user FOREIGN KEY(nurse_id) REFERENCES app_user (id)
)
 STRICT
;;

CREATE INDEX ix_enrolment_newest ON enrolment (patient_id, id, state, nurse_id)
;;

CREATE TABLE follow_up (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
	patient_id INTEGER NOT NULL,
	due_on TEXT NOT NULL,
	due_at INTEGER,
	reason TEXT NOT NULL,
	done INTEGER NOT NULL,
	CONSTRAINT fk_follow_up_patient_id_patient FOREIGN KEY(patient_id) REFERENCES patient (id)
)
 STRICT
;;

CREATE INDEX ix_follow_up_open ON follow_up (patient_id, done, due_on, due_at, id, reason)
;;

CREATE TABLE last_contact (
	patient_id INTEGER NOT NULL,
	at INTEGER NOT NULL,
	outcome TEXT NOT NULL,
	reached_at INTEGER,
	CONSTRAINT pk_last_contact PRIMARY KEY (patient_id),
	CONSTRAINT fk_last_contact_patient_id_patient FOREIGN KEY(patient_id) REFERENCES patient (id)
)
 STRICT
;;

CREATE TABLE patient_identifier (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
	patient_id INTEGER NOT NULL,
	system TEXT NOT NULL,
	value TEXT NOT NULL,
	kind TEXT NOT NULL,
	batch_id INTEGER,
	CONSTRAINT fk_patient_identifier_patient_id_patient FOREIGN KEY(patient_id) REFERENCES patient (id),
	CONSTRAINT fk_patient_identifier_batch_id_import_batch FOREIGN KEY(batch_id) REFERENCES import_batch (id)
)
 STRICT
;;

CREATE INDEX ix_patient_identifier_patient_id ON patient_identifier (patient_id)
;;

CREATE INDEX ix_patient_identifier_system_value ON patient_identifier (system, value)
;;

CREATE TABLE time_entry (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
	patient_id INTEGER NOT NULL,
	user_id INTEGER NOT NULL,
	user_name TEXT NOT NULL,
	credential TEXT NOT NULL,
	program TEXT NOT NULL,
	activity TEXT NOT NULL,
	mode TEXT NOT NULL,
	interactive INTEGER NOT NULL,
	note TEXT NOT NULL,
	run TEXT NOT NULL,
	zone TEXT NOT NULL,
	CONSTRAINT fk_time_entry_patient_id_patient FOREIGN KEY(patient_id) REFERENCES patient (id),
	CONSTRAINT fk_time_entry_user_id_app_user FOREIGN KEY(user_id) REFERENCES app_user (id)
)
 STRICT
;;

CREATE INDEX ix_time_entry_patient_id ON time_entry (patient_id)
;;

CREATE TABLE contact (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
	patient_id INTEGER NOT NULL,
	at INTEGER NOT NULL,
	mode TEXT NOT NULL,
	outcome TEXT NOT NULL,
	with_whom TEXT NOT NULL,
	note TEXT NOT NULL,
	"by" TEXT NOT NULL,
	entry_id INTEGER,
	CONSTRAINT fk_contact_patient_id_patient FOREIGN KEY(patient_id) REFERENCES patient (id),
	CONSTRAINT fk_contact_entry_id_time_entry FOREIGN KEY(entry_id) REFERENCES time_entry (id)
)
 STRICT
;;

CREATE INDEX ix_contact_newest ON contact (patient_id, at, id, outcome)
;;

CREATE TABLE time_piece (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
	entry_id INTEGER NOT NULL,
	patient_id INTEGER NOT NULL,
	user_id INTEGER NOT NULL,
	month TEXT NOT NULL,
	day TEXT NOT NULL,
	start_at INTEGER NOT NULL,
	end_at INTEGER NOT NULL,
	seconds INTEGER NOT NULL,
	CONSTRAINT ck_time_piece_seconds CHECK (seconds > 0),
	CONSTRAINT fk_time_piece_entry_id_time_entry FOREIGN KEY(entry_id) REFERENCES time_entry (id)
)
 STRICT
;;

CREATE INDEX ix_time_piece_entry_id ON time_piece (entry_id)
;;

CREATE INDEX ix_time_piece_month_patient_id_seconds ON time_piece (month, patient_id, seconds)
;;

CREATE INDEX ix_time_piece_user_id_start_at_end_at ON time_piece (user_id, start_at, end_at)
;;

CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END
;;

CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END
;;

CREATE TRIGGER history_no_update BEFORE UPDATE ON history BEGIN SELECT RAISE(ABORT, 'history is append-only'); END
;;

CREATE TRIGGER history_no_delete BEFORE DELETE ON history BEGIN SELECT RAISE(ABORT, 'history is append-only'); END
;;

CREATE TRIGGER clock_fact_no_update BEFORE UPDATE ON clock_fact BEGIN SELECT RAISE(ABORT, 'clock_fact is append-only'); END
;;

CREATE TRIGGER clock_fact_no_delete BEFORE DELETE ON clock_fact BEGIN SELECT RAISE(ABORT, 'clock_fact is append-only'); END
;;

CREATE TRIGGER time_entry_no_update BEFORE UPDATE ON time_entry BEGIN SELECT RAISE(ABORT, 'time_entry is append-only'); END
;;

CREATE TRIGGER time_entry_no_delete BEFORE DELETE ON time_entry BEGIN SELECT RAISE(ABORT, 'time_entry is append-only'); END
;;

CREATE TRIGGER time_piece_no_update BEFORE UPDATE ON time_piece BEGIN SELECT RAISE(ABORT, 'time_piece is append-only'); END
;;

CREATE TRIGGER time_piece_no_delete BEFORE DELETE ON time_piece BEGIN SELECT RAISE(ABORT, 'time_piece is append-only'); END
;;

CREATE TRIGGER contact_no_update BEFORE UPDATE ON contact BEGIN SELECT RAISE(ABORT, 'contact is append-only'); END
;;

CREATE TRIGGER contact_no_delete BEFORE DELETE ON contact BEGIN SELECT RAISE(ABORT, 'contact is append-only'); END
;;

CREATE TRIGGER patient_no_delete BEFORE DELETE ON patient BEGIN SELECT RAISE(ABORT, 'patient is never deleted'); END
;;

CREATE TRIGGER chart_fact_no_delete BEFORE DELETE ON chart_fact BEGIN SELECT RAISE(ABORT, 'chart_fact is never deleted'); END
;;

CREATE TRIGGER enrolment_no_delete BEFORE DELETE ON enrolment BEGIN SELECT RAISE(ABORT, 'enrolment is never deleted'); END
;;

CREATE TRIGGER consent_no_delete BEFORE DELETE ON consent BEGIN SELECT RAISE(ABORT, 'consent is never deleted'); END
;;

CREATE TRIGGER follow_up_no_delete BEFORE DELETE ON follow_up BEGIN SELECT RAISE(ABORT, 'follow_up is never deleted'); END
;;

CREATE TRIGGER care_plan_version_no_delete BEFORE DELETE ON care_plan_version BEGIN SELECT RAISE(ABORT, 'care_plan_version is never deleted'); END
;;

CREATE TRIGGER import_batch_no_delete BEFORE DELETE ON import_batch BEGIN SELECT RAISE(ABORT, 'import_batch is never deleted'); END
;;

CREATE TRIGGER import_file_no_delete BEFORE DELETE ON import_file BEGIN SELECT RAISE(ABORT, 'import_file is never deleted'); END
;;

CREATE TRIGGER app_user_no_delete BEFORE DELETE ON app_user BEGIN SELECT RAISE(ABORT, 'app_user is never deleted'); END
;;

CREATE TRIGGER billing_practitioner_no_delete BEFORE DELETE ON billing_practitioner BEGIN SELECT RAISE(ABORT, 'billing_practitioner is never deleted'); END
;;

CREATE TRIGGER care_plan_version_no_update BEFORE UPDATE ON care_plan_version WHEN NOT (OLD.copy_given_on IS NULL AND NEW.copy_given_on IS NOT NULL AND OLD.patient_id = NEW.patient_id AND OLD.number = NEW.number AND OLD.body = NEW.body AND OLD.review_on IS NEW.review_on AND OLD.signed_at = NEW.signed_at AND OLD.signed_by = NEW.signed_by AND OLD.digest = NEW.digest AND OLD.id = NEW.id) BEGIN SELECT RAISE(ABORT, 'a signed care plan is immutable'); END
;;

CREATE TRIGGER consent_no_update BEFORE UPDATE ON consent WHEN NOT (OLD.revoked_on IS NULL AND NEW.revoked_on IS NOT NULL AND OLD.id = NEW.id AND OLD.patient_id = NEW.patient_id AND OLD.program = NEW.program AND OLD.given_on = NEW.given_on AND OLD.method = NEW.method AND OLD.accepted = NEW.accepted AND OLD.statements = NEW.statements AND OLD.obtained_by = NEW.obtained_by AND OLD.practitioner_id IS NEW.practitioner_id AND OLD.note = NEW.note AND OLD.recorded_at = NEW.recorded_at) BEGIN SELECT RAISE(ABORT, 'a consent is only ever revoked'); END
;;

CREATE TRIGGER time_piece_no_overlap BEFORE INSERT ON time_piece WHEN EXISTS (SELECT 1 FROM time_piece WHERE user_id = NEW.user_id AND start_at > NEW.start_at - 90000000000 AND start_at < NEW.end_at AND end_at > NEW.start_at) BEGIN SELECT RAISE(ABORT, 'two entries of one person overlap'); END
;;

CREATE TRIGGER contact_is_last AFTER INSERT ON contact BEGIN INSERT INTO last_contact (patient_id, at, outcome, reached_at) VALUES (NEW.patient_id, NEW.at, NEW.outcome, iif(NEW.outcome = 'reached', NEW.at, NULL)) ON CONFLICT (patient_id) DO UPDATE SET outcome = iif(excluded.at >= at, excluded.outcome, outcome), reached_at = max(coalesce(reached_at, excluded.reached_at), coalesce(excluded.reached_at, reached_at)), at = max(at, excluded.at); END
;;
