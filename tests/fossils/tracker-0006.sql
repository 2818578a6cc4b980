BEGIN TRANSACTION;
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0006');
CREATE TABLE api_key (
	id VARCHAR NOT NULL, 
	name VARCHAR NOT NULL, 
	scopes VARCHAR NOT NULL, 
	forecaster VARCHAR, 
	issued_at VARCHAR NOT NULL, 
	expires_at VARCHAR, 
	replaces VARCHAR, 
	is_revoked INTEGER NOT NULL, 
	revoked_from VARCHAR, 
	PRIMARY KEY (id)
);
INSERT INTO "api_key" VALUES('key_v0jna21r43','author','["read","record","resolve","webhooks","admin"]','fcr_1ffcnxbenq','2026-01-01T00:00:00.000000Z',NULL,NULL,0,NULL);
INSERT INTO "api_key" VALUES('key_6yhbmyna29','editor','["read","record","resolve","webhooks","admin"]','fcr_xg4pkvw86a','2026-01-01T00:00:00.000000Z',NULL,NULL,0,NULL);
INSERT INTO "api_key" VALUES('key_5nyztr95zd','reader','["read"]',NULL,'2026-01-01T00:00:00.000000Z',NULL,NULL,0,NULL);
INSERT INTO "api_key" VALUES('key_d3yy1ksx1w','test','["read","record","resolve","webhooks","admin"]','fcr_1ffcnxbenq','2026-01-01T00:00:00.000000Z',NULL,NULL,0,NULL);
INSERT INTO "api_key" VALUES('key_qg77hs4mj8','test','["read","record","resolve","webhooks","admin"]','fcr_1ffcnxbenq','2026-01-21T00:00:00.000000Z',NULL,NULL,1,'2026-01-21T00:00:00.000000Z');
INSERT INTO "api_key" VALUES('key_1veer43vxz','test','["read","record","resolve","webhooks","admin"]','fcr_1ffcnxbenq','2026-01-21T00:00:00.000000Z',NULL,NULL,0,'2026-01-22T00:00:00.000000Z');
INSERT INTO "api_key" VALUES('key_vhsgcjvn8p','test','["read","record","resolve","webhooks","admin"]','fcr_1ffcnxbenq','2026-01-21T00:00:00.000000Z',NULL,'key_1veer43vxz',1,'2026-01-21T00:00:00.000000Z');
INSERT INTO "api_key" VALUES('key_dmqy6jb9qa','n','["read"]',NULL,'2026-01-21T00:00:00.000000Z','2026-01-22T00:00:00.000000Z',NULL,0,'2026-01-22T00:00:00.000000Z');
INSERT INTO "api_key" VALUES('key_0xxqx8nhjq','n','["read"]',NULL,'2026-01-21T00:00:00.000000Z','2026-01-22T00:00:00.000000Z','key_dmqy6jb9qa',0,NULL);
INSERT INTO "api_key" VALUES('key_2n08zcrctt','test','["read","record","resolve","webhooks","admin"]','fcr_1ffcnxbenq','2026-01-21T00:00:00.000000Z',NULL,'key_vhsgcjvn8p',0,NULL);
CREATE TABLE attempt (
	id INTEGER NOT NULL, 
	endpoint VARCHAR NOT NULL, 
	message VARCHAR NOT NULL, 
	number INTEGER NOT NULL, 
	started_at VARCHAR NOT NULL, 
	duration_ms INTEGER NOT NULL, 
	address VARCHAR, 
	status INTEGER, 
	error VARCHAR, 
	answer VARCHAR, 
	PRIMARY KEY (id)
);
CREATE TABLE backed_up (
	id INTEGER NOT NULL, 
	position INTEGER NOT NULL, 
	head BLOB NOT NULL, 
	at VARCHAR NOT NULL, 
	PRIMARY KEY (id)
);
CREATE TABLE checkpoint (
	consumer VARCHAR NOT NULL, 
	position INTEGER NOT NULL, 
	PRIMARY KEY (consumer)
);
INSERT INTO "checkpoint" VALUES('relay',120);
CREATE TABLE claim (
	id VARCHAR NOT NULL, 
	version INTEGER NOT NULL, 
	essay VARCHAR NOT NULL, 
	stance VARCHAR NOT NULL, 
	quote VARCHAR NOT NULL, 
	quote_prefix VARCHAR, 
	quote_suffix VARCHAR, 
	quote_start INTEGER, 
	quote_end INTEGER, 
	text_sha256 VARCHAR, 
	probability_source VARCHAR NOT NULL, 
	made_at VARCHAR, 
	correction VARCHAR, 
	note VARCHAR, 
	source VARCHAR, 
	external_id VARCHAR, 
	run VARCHAR, 
	recorded_at VARCHAR NOT NULL, 
	recorded_by VARCHAR NOT NULL, 
	PRIMARY KEY (id)
);
INSERT INTO "claim" VALUES('clm_qfa3wz12mg',1,'ess_mwz8s33801','asserts','it falls',NULL,NULL,NULL,NULL,NULL,'none',NULL,NULL,NULL,NULL,NULL,NULL,'2026-01-01T00:00:00.000000Z','key_d3yy1ksx1w');
INSERT INTO "claim" VALUES('clm_ppzm1bk6rq',1,'ess_dztqkbhgfb','asserts','It falls','','. It will not last.',0,8,'56fdcd4c3865e577695a39868bdb0834611b32235f27006d6d501f5564d9dbd9','none','2026-01-02T00:00:00.000000Z',NULL,NULL,NULL,NULL,NULL,'2026-01-16T00:00:00.000000Z','key_d3yy1ksx1w');
INSERT INTO "claim" VALUES('clm_8g9z2bphz6',3,'ess_dztqkbhgfb','hedges','It did','It fell. ',' not last.',9,15,'1fc25f92dd988bfb87762cd3061ceb6a0a726e651c6502bc7536a8d0cfb0a06b','none','2026-01-02T00:00:00.000000Z','misread',NULL,NULL,NULL,NULL,'2026-01-16T00:00:00.000000Z','key_d3yy1ksx1w');
INSERT INTO "claim" VALUES('clm_zxev0j58s8',1,'ess_t7k0zy94vh','asserts','It falls',NULL,NULL,NULL,NULL,NULL,'none','2025-01-01T00:00:00.000000Z',NULL,NULL,'finished','C1','75fbfc65-d89d-518d-b1bc-a1b6bbd583a2','2026-01-21T00:00:00.000000Z','key_d3yy1ksx1w');
INSERT INTO "claim" VALUES('clm_fqxytnx569',1,'ess_2f4wsp2c9y','asserts','It falls',NULL,NULL,NULL,NULL,NULL,'none','2025-01-01T00:00:00.000000Z',NULL,NULL,'held','C1','89ccdd98-79d1-5436-9137-200f28a5bb7b','2026-01-21T00:00:00.000000Z','key_d3yy1ksx1w');
CREATE TABLE claim_link (
	claim VARCHAR NOT NULL, 
	to_claim VARCHAR NOT NULL, 
	relation VARCHAR NOT NULL, 
	note VARCHAR, 
	recorded_at VARCHAR NOT NULL, 
	recorded_by VARCHAR NOT NULL, 
	PRIMARY KEY (claim, to_claim, relation)
);
INSERT INTO "claim_link" VALUES('clm_8g9z2bphz6','clm_ppzm1bk6rq','walks_back','a day later','2026-01-16T00:00:00.000000Z','key_d3yy1ksx1w');
CREATE TABLE delivery (
	endpoint VARCHAR NOT NULL, 
	message VARCHAR NOT NULL, 
	sequence INTEGER NOT NULL, 
	type VARCHAR NOT NULL, 
	order_key VARCHAR NOT NULL, 
	position INTEGER NOT NULL, 
	body VARCHAR NOT NULL, 
	state VARCHAR NOT NULL, 
	attempt INTEGER NOT NULL, 
	next_at VARCHAR NOT NULL, 
	made_at VARCHAR NOT NULL, 
	settled_at VARCHAR, 
	error VARCHAR, 
	is_replay INTEGER NOT NULL, 
	remote_id VARCHAR, 
	PRIMARY KEY (endpoint, message), 
	CONSTRAINT delivery_sequence_key UNIQUE (endpoint, sequence)
);
INSERT INTO "delivery" VALUES('sub_s7ben55zcp','msg_086bc195f6f35016a8608b805766f1dd',1,'endpoint.ping','endpoint.ping',85,'{"type":"endpoint.ping","timestamp":"2026-01-21T00:00:00.000000Z","data":{"subject":"Does this address answer?","text":"Answer 2xx, and messages will come here.","position":85,"head":"208206c87c873fc07d44991fa730b3e5eeb01118862ebbb202807b90865f2805","sequence":1,"epoch":1,"test":false}}','waiting',0,'2026-01-21T00:00:00.000000Z','2026-01-21T00:00:00.000000Z',NULL,NULL,0,NULL);
INSERT INTO "delivery" VALUES('sub_s7ben55zcp','msg_065326d849c15f8298f8bdde007fceda',2,'endpoint.ping','endpoint.ping',89,'{"type":"endpoint.ping","timestamp":"2026-01-21T00:00:00.000000Z","data":{"subject":"Does this address answer?","text":"Answer 2xx, and messages will come here.","position":89,"head":"031108554c0bc9d0fea483606083b283d559027bbc2e49c6c91f258482c1c961","sequence":2,"epoch":1,"test":false}}','waiting',0,'2026-01-21T00:00:00.000000Z','2026-01-21T00:00:00.000000Z',NULL,NULL,0,NULL);
CREATE TABLE development (
	id VARCHAR NOT NULL, 
	event_id VARCHAR NOT NULL, 
	version INTEGER NOT NULL, 
	headline VARCHAR NOT NULL, 
	occurred_on VARCHAR, 
	occurred_at VARCHAR, 
	timezone VARCHAR NOT NULL, 
	happened_at VARCHAR NOT NULL, 
	event_type VARCHAR, 
	actors VARCHAR NOT NULL, 
	tags VARCHAR NOT NULL, 
	facts VARCHAR NOT NULL, 
	source_urls VARCHAR NOT NULL, 
	ends_actor VARCHAR, 
	resolves_prediction VARCHAR, 
	resolves_outcome VARCHAR, 
	note VARCHAR, 
	source VARCHAR, 
	external_id VARCHAR, 
	run VARCHAR, 
	effective_at VARCHAR NOT NULL, 
	recorded_at VARCHAR NOT NULL, 
	recorded_by VARCHAR NOT NULL, 
	corrections INTEGER NOT NULL, 
	retracted_reason VARCHAR, 
	PRIMARY KEY (id)
);
INSERT INTO "development" VALUES('dev_jx8kxagvgv','01a23002-748e-77df-a3fc-1c2eaae79617',1,'The cabinet resigns','2026-01-05',NULL,'UTC','2026-01-05T00:00:00.000000Z','Cabinet.Resigns','[]','["Japan"]','[]','[]','ISHIBA',NULL,NULL,NULL,NULL,NULL,NULL,'2026-01-11T00:00:00.000000Z','2026-01-11T00:00:00.000000Z','key_d3yy1ksx1w',0,NULL);
INSERT INTO "development" VALUES('dev_mmt04p5r1j','01a23002-74a2-7426-8625-d47997e70a10',1,'Outright','2026-01-02',NULL,'UTC','2026-01-02T00:00:00.000000Z',NULL,'[]','[]','[]','[]',NULL,'prd_h9e876k6qx','yes',NULL,NULL,NULL,NULL,'2026-01-11T00:00:00.000000Z','2026-01-11T00:00:00.000000Z','key_d3yy1ksx1w',0,NULL);
INSERT INTO "development" VALUES('dev_s7c8e0c5e4','01a23002-75cf-7520-bfd4-54a6df35b3df',1,'It happened: Corrected','2026-01-08',NULL,'UTC','2026-01-08T00:00:00.000000Z',NULL,'[]','[]','[]','["https://news.example/1"]',NULL,NULL,NULL,'I was there',NULL,NULL,NULL,'2026-01-11T00:00:00.000000Z','2026-01-11T00:00:00.000000Z','key_d3yy1ksx1w',0,NULL);
INSERT INTO "development" VALUES('dev_jdtxz33gtg','01a23002-760e-71dd-ab45-2c9fe2aa04e9',1,'It did not happen: Corrected','2026-01-09',NULL,'UTC','2026-01-09T00:00:00.000000Z',NULL,'[]','[]','[]','["https://news.example/1"]',NULL,NULL,NULL,'I was there',NULL,NULL,NULL,'2026-01-16T00:00:00.000000Z','2026-01-16T00:00:00.000000Z','key_d3yy1ksx1w',0,NULL);
INSERT INTO "development" VALUES('dev_e2trntvqxp','794912cc-c0f5-5784-80e7-1fab7e77bbc7',1,'It falls','2025-03-01',NULL,'UTC','2025-03-01T00:00:00.000000Z','cabinet.falls','[]','[]','[]','[]',NULL,NULL,NULL,NULL,'finished','D1','75fbfc65-d89d-518d-b1bc-a1b6bbd583a2','2025-03-01T00:00:00.000000Z','2026-01-21T00:00:00.000000Z','key_d3yy1ksx1w',0,NULL);
INSERT INTO "development" VALUES('dev_5mg7dmmpdj','01a23002-77d7-77d9-8ce9-80fff9cd5107',1,'It came to A: Who wins','2026-01-19',NULL,'UTC','2026-01-19T00:00:00.000000Z',NULL,'[]','[]','[]','["https://news.example/1"]',NULL,NULL,NULL,'I was there',NULL,NULL,NULL,'2026-01-21T00:00:00.000000Z','2026-01-21T00:00:00.000000Z','key_d3yy1ksx1w',0,NULL);
INSERT INTO "development" VALUES('dev_9zmseh2xnw','01a23002-782e-730c-b659-d1e5ad53de2e',2,'No rumour','2026-01-11',NULL,'UTC','2026-01-11T00:00:00.000000Z','news','[]','[]','[]','[]',NULL,NULL,NULL,NULL,NULL,NULL,NULL,'2026-01-21T00:00:00.000000Z','2026-01-21T00:00:00.000000Z','key_d3yy1ksx1w',1,NULL);
INSERT INTO "development" VALUES('dev_9x9a9pf7pz','01a23002-7822-758c-a4b9-72d69ec1d2dc',2,'A hoax','2026-01-10',NULL,'UTC','2026-01-10T00:00:00.000000Z',NULL,'[]','["hoax"]','[]','[]',NULL,NULL,NULL,NULL,NULL,NULL,NULL,'2026-01-21T00:00:00.000000Z','2026-01-21T00:00:00.000000Z','key_d3yy1ksx1w',0,'a hoax');
CREATE TABLE development_facet (
	development VARCHAR NOT NULL, 
	kind VARCHAR NOT NULL, 
	value VARCHAR NOT NULL, 
	happened_at VARCHAR NOT NULL, 
	recorded_at VARCHAR NOT NULL, 
	PRIMARY KEY (development, kind, value)
);
INSERT INTO "development_facet" VALUES('dev_jx8kxagvgv','event_type','cabinet.resigns','2026-01-05T00:00:00.000000Z','2026-01-11T00:00:00.000000Z');
INSERT INTO "development_facet" VALUES('dev_jx8kxagvgv','tag','japan','2026-01-05T00:00:00.000000Z','2026-01-11T00:00:00.000000Z');
INSERT INTO "development_facet" VALUES('dev_s7c8e0c5e4','about','prd_vc1c47640h','2026-01-08T00:00:00.000000Z','2026-01-11T00:00:00.000000Z');
INSERT INTO "development_facet" VALUES('dev_jdtxz33gtg','about','prd_vc1c47640h','2026-01-09T00:00:00.000000Z','2026-01-16T00:00:00.000000Z');
INSERT INTO "development_facet" VALUES('dev_e2trntvqxp','event_type','cabinet.falls','2025-03-01T00:00:00.000000Z','2026-01-21T00:00:00.000000Z');
INSERT INTO "development_facet" VALUES('dev_5mg7dmmpdj','about','prd_jq8ke69m4b','2026-01-19T00:00:00.000000Z','2026-01-21T00:00:00.000000Z');
INSERT INTO "development_facet" VALUES('dev_9x9a9pf7pz','tag','hoax','2026-01-10T00:00:00.000000Z','2026-01-21T00:00:00.000000Z');
INSERT INTO "development_facet" VALUES('dev_9x9a9pf7pz','retracted','yes','2026-01-10T00:00:00.000000Z','2026-01-21T00:00:00.000000Z');
INSERT INTO "development_facet" VALUES('dev_9zmseh2xnw','event_type','news','2026-01-11T00:00:00.000000Z','2026-01-21T00:00:00.000000Z');
CREATE TABLE development_label (
	kind VARCHAR NOT NULL, 
	value VARCHAR NOT NULL, 
	development VARCHAR NOT NULL, 
	PRIMARY KEY (kind, value, development)
);
INSERT INTO "development_label" VALUES('tag','japan','dev_jx8kxagvgv');
INSERT INTO "development_label" VALUES('event_type','cabinet.resigns','dev_jx8kxagvgv');
INSERT INTO "development_label" VALUES('ends_actor','ishiba','dev_jx8kxagvgv');
INSERT INTO "development_label" VALUES('resolves','prd_h9e876k6qx','dev_mmt04p5r1j');
INSERT INTO "development_label" VALUES('event_type','cabinet.falls','dev_e2trntvqxp');
INSERT INTO "development_label" VALUES('event_type','rumour','dev_9zmseh2xnw');
INSERT INTO "development_label" VALUES('tag','hoax','dev_9x9a9pf7pz');
INSERT INTO "development_label" VALUES('event_type','news','dev_9zmseh2xnw');
CREATE TABLE digest_turn (
	endpoint VARCHAR NOT NULL, 
	next_at VARCHAR NOT NULL, 
	since VARCHAR NOT NULL, 
	PRIMARY KEY (endpoint)
);
INSERT INTO "digest_turn" VALUES('sub_s7ben55zcp','2026-01-21T07:00:00.000000Z','2026-01-21T00:00:00.000000Z');
CREATE TABLE endpoint (
	id VARCHAR NOT NULL, 
	version INTEGER NOT NULL, 
	"key" VARCHAR NOT NULL, 
	connector VARCHAR NOT NULL, 
	origin VARCHAR NOT NULL, 
	name VARCHAR, 
	wants VARCHAR NOT NULL, 
	audience VARCHAR NOT NULL, 
	has_digest INTEGER NOT NULL, 
	status VARCHAR NOT NULL, 
	is_verified INTEGER NOT NULL, 
	stopped VARCHAR, 
	is_removed INTEGER NOT NULL, 
	addresses INTEGER NOT NULL, 
	secrets INTEGER NOT NULL, 
	registered_at VARCHAR NOT NULL, 
	disabled_at VARCHAR, 
	failing_since VARCHAR, 
	PRIMARY KEY (id)
);
INSERT INTO "endpoint" VALUES('sub_s7ben55zcp',6,'key_d3yy1ksx1w','webhook','https://three.example','News','{"types":["notice.recorded","notice.resolved","notice.corrected","notice.opened","digest.published"],"digest":{"every":"day","hour":7,"timezone":"UTC"}}','public',1,'paused',0,'paused',0,2,2,'2026-01-21T00:00:00.000000Z','2026-01-21T00:00:00.000000Z',NULL);
INSERT INTO "endpoint" VALUES('sub_hgft3tferc',2,'key_d3yy1ksx1w','webhook','https://two.example',NULL,'{"types":["notice.recorded","notice.resolved","notice.corrected","notice.opened","digest.published"]}','public',0,'removed',0,NULL,1,1,1,'2026-01-21T00:00:00.000000Z',NULL,NULL);
CREATE TABLE endpoint_address (
	endpoint VARCHAR NOT NULL, 
	number INTEGER NOT NULL, 
	sealed BLOB NOT NULL, 
	PRIMARY KEY (endpoint)
);
INSERT INTO "endpoint_address" VALUES('sub_s7ben55zcp',2,X'014E60557E0F406FB37A7A1735E831B1CC51032DD928D1386DC38DF23819C92C1F6E96C455E09B15058B760291426B2C4F81A8EC7813D083679AB6ABA12571CA443D7F062C3BA58D40E70F62E6444C717496263F');
CREATE TABLE endpoint_secret (
	endpoint VARCHAR NOT NULL, 
	number INTEGER NOT NULL, 
	sealed BLOB NOT NULL, 
	retires_at VARCHAR, 
	PRIMARY KEY (endpoint, number)
);
INSERT INTO "endpoint_secret" VALUES('sub_s7ben55zcp',1,X'01A752320644AF51D71C2812236F79262E34FD2333E26F41035DD222A0B06F74D40CD03BD510B9313998606409703941DCBC10C266CA3A298ADA6096D51E8BEFE24284E94E1C95A506B08E9DABF567','2026-01-21T01:00:00.000000Z');
INSERT INTO "endpoint_secret" VALUES('sub_s7ben55zcp',2,X'018FA3E8609B12CEFF25EE95AECFDAD68B615CA8CA82F99888A523F9A122D514B08576AB7486787D9A174FB954B2AEE578E2ED3AA0F10F6EB7419A634E6656D6AD3AF9A6A99F37405B027AC214B022',NULL);
CREATE TABLE essay (
	id VARCHAR NOT NULL, 
	version INTEGER NOT NULL, 
	url VARCHAR, 
	title VARCHAR, 
	author VARCHAR, 
	byline VARCHAR, 
	byline_key VARCHAR, 
	publication VARCHAR, 
	published_at VARCHAR, 
	timezone VARCHAR, 
	text_sha256 VARCHAR, 
	note VARCHAR, 
	source VARCHAR, 
	external_id VARCHAR, 
	run VARCHAR, 
	recorded_at VARCHAR NOT NULL, 
	recorded_by VARCHAR NOT NULL, 
	search VARCHAR NOT NULL, 
	PRIMARY KEY (id)
);
INSERT INTO "essay" VALUES('ess_mwz8s33801',1,'https://essays.example/1',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'2026-01-01T00:00:00.000000Z','key_d3yy1ksx1w','https://essays.example/1');
INSERT INTO "essay" VALUES('ess_dztqkbhgfb',2,NULL,'On cabinets','fcr_1ffcnxbenq','Bo Byline','bo byline',NULL,'2026-01-03T00:00:00.000000Z','UTC','1fc25f92dd988bfb87762cd3061ceb6a0a726e651c6502bc7536a8d0cfb0a06b',NULL,NULL,NULL,NULL,'2026-01-16T00:00:00.000000Z','key_d3yy1ksx1w','on cabinets bo byline');
INSERT INTO "essay" VALUES('ess_t7k0zy94vh',1,NULL,'On cabinets',NULL,'ada','ada',NULL,'2025-01-01T00:00:00.000000Z',NULL,'6ad80da8dfb8d19bb035d927063e3cf872614ba8dced8c3e3f7276a812e80f98',NULL,'finished','E1','75fbfc65-d89d-518d-b1bc-a1b6bbd583a2','2026-01-21T00:00:00.000000Z','key_d3yy1ksx1w','on cabinets ada');
INSERT INTO "essay" VALUES('ess_2f4wsp2c9y',1,NULL,'On cabinets',NULL,'ada','ada',NULL,'2025-01-01T00:00:00.000000Z',NULL,'6ad80da8dfb8d19bb035d927063e3cf872614ba8dced8c3e3f7276a812e80f98',NULL,'held','E1','89ccdd98-79d1-5436-9137-200f28a5bb7b','2026-01-21T00:00:00.000000Z','key_d3yy1ksx1w','on cabinets ada');
CREATE TABLE essay_text (
	sha256 VARCHAR NOT NULL, 
	text VARCHAR NOT NULL, 
	PRIMARY KEY (sha256)
);
INSERT INTO "essay_text" VALUES('56fdcd4c3865e577695a39868bdb0834611b32235f27006d6d501f5564d9dbd9','It falls. It will not last.');
INSERT INTO "essay_text" VALUES('1fc25f92dd988bfb87762cd3061ceb6a0a726e651c6502bc7536a8d0cfb0a06b','It fell. It did not last.');
INSERT INTO "essay_text" VALUES('6ad80da8dfb8d19bb035d927063e3cf872614ba8dced8c3e3f7276a812e80f98','It falls before summer.');
CREATE TABLE essay_version (
	essay VARCHAR NOT NULL, 
	version INTEGER NOT NULL, 
	text_sha256 VARCHAR NOT NULL, 
	note VARCHAR, 
	recorded_at VARCHAR NOT NULL, 
	recorded_by VARCHAR NOT NULL, 
	PRIMARY KEY (essay, version)
);
INSERT INTO "essay_version" VALUES('ess_dztqkbhgfb',1,'56fdcd4c3865e577695a39868bdb0834611b32235f27006d6d501f5564d9dbd9',NULL,'2026-01-16T00:00:00.000000Z','key_d3yy1ksx1w');
INSERT INTO "essay_version" VALUES('ess_dztqkbhgfb',2,'1fc25f92dd988bfb87762cd3061ceb6a0a726e651c6502bc7536a8d0cfb0a06b',NULL,'2026-01-16T00:00:00.000000Z','key_d3yy1ksx1w');
INSERT INTO "essay_version" VALUES('ess_t7k0zy94vh',1,'6ad80da8dfb8d19bb035d927063e3cf872614ba8dced8c3e3f7276a812e80f98',NULL,'2026-01-21T00:00:00.000000Z','key_d3yy1ksx1w');
INSERT INTO "essay_version" VALUES('ess_2f4wsp2c9y',1,'6ad80da8dfb8d19bb035d927063e3cf872614ba8dced8c3e3f7276a812e80f98',NULL,'2026-01-21T00:00:00.000000Z','key_d3yy1ksx1w');
CREATE TABLE event (
	inserted INTEGER NOT NULL, 
	event_id VARCHAR NOT NULL, 
	stream VARCHAR NOT NULL, 
	version INTEGER NOT NULL, 
	type VARCHAR NOT NULL, 
	schema_version INTEGER NOT NULL, 
	effective_at VARCHAR NOT NULL, 
	recorded_at VARCHAR NOT NULL, 
	recorded_by VARCHAR NOT NULL, 
	import_id VARCHAR, 
	correlation_id VARCHAR NOT NULL, 
	causation_id VARCHAR, 
	data VARCHAR, 
	salt BLOB, 
	data_digest BLOB NOT NULL, 
	commitment BLOB NOT NULL, 
	PRIMARY KEY (inserted), 
	CONSTRAINT event_event_id_key UNIQUE (event_id), 
	CONSTRAINT event_stream_version_key UNIQUE (stream, version)
);
INSERT INTO "event" VALUES(1,'01a23002-73cf-719d-953a-a3ef3aa8a3ab','forecaster-fcr_1ffcnxbenq',1,'forecaster.recorded',1,'2026-01-01T00:00:00.000000Z','2026-01-01T00:00:00.000000Z','operator',NULL,'operator',NULL,'{"forecaster":"fcr_1ffcnxbenq","name":"Ada Example"}',X'A3ACF6DF3C85998C90F90D7A024D2BB5',X'3C011C476E8B4494F4CF36CCAAFCEAF00D17644856E16B1D9C6EFDF08D757BDA',X'E23EA5437B549315909ECB1F63AABFD907A9C3B7A21EFA1B1E27330DEEFCBE70');
INSERT INTO "event" VALUES(2,'01a23002-73cf-719d-953a-a3f0a3448141','key-key_v0jna21r43',1,'key.issued',1,'2026-01-01T00:00:00.000000Z','2026-01-01T00:00:00.000000Z','operator',NULL,'operator',NULL,'{"key":"key_v0jna21r43","name":"author","scopes":["read","record","resolve","webhooks","admin"],"forecaster":"fcr_1ffcnxbenq"}',X'B0D4D40764F5C7ACCB7B3C2657971FD4',X'5529316691CDA7F1E1194C58B1F02BAC8D94174DD6ED91651B007ABF21C6F0FF',X'C6998940EB922ACF095D9F40D99FA207E059E88E0190CB1B63EED13EA350FE58');
INSERT INTO "event" VALUES(3,'01a23002-73f2-7353-b2ca-6b16ec6f395f','forecaster-fcr_xg4pkvw86a',1,'forecaster.recorded',1,'2026-01-01T00:00:00.000000Z','2026-01-01T00:00:00.000000Z','operator',NULL,'operator',NULL,'{"forecaster":"fcr_xg4pkvw86a","name":"Ed Editor"}',X'477D060545AE6DD41DE5C289C450E1F5',X'C2088816A8BB9922BC590320C2BCEFCC8BCC21905445003272B702E3806E658B',X'4102DA02ADE38FBCEC9B8EB3E08B429510EF93F61EDD472AA9C4DFC941F020E6');
INSERT INTO "event" VALUES(4,'01a23002-73f2-7353-b2ca-6b1773d733a6','key-key_6yhbmyna29',1,'key.issued',1,'2026-01-01T00:00:00.000000Z','2026-01-01T00:00:00.000000Z','operator',NULL,'operator',NULL,'{"key":"key_6yhbmyna29","name":"editor","scopes":["read","record","resolve","webhooks","admin"],"forecaster":"fcr_xg4pkvw86a"}',X'6CCF42C9AE724B0C38AF6A657222A8A7',X'6F294F4C2DB6F93AB68A295C1AD09C9D96CBF2EB5337BB8655469F4027B968B4',X'AD40F2C4234C54137FDD90D3793CCD9CBF72D650310704B01508AE66D7B1116A');
INSERT INTO "event" VALUES(5,'01a23002-73f4-7746-90df-98ba5cf6f6f6','key-key_5nyztr95zd',1,'key.issued',1,'2026-01-01T00:00:00.000000Z','2026-01-01T00:00:00.000000Z','operator',NULL,'operator',NULL,'{"key":"key_5nyztr95zd","name":"reader","scopes":["read"]}',X'AAE2ADF691DE97488505FE4A834BEBA4',X'74CA07135BD6CD6703EFF5CF49D2A55551B68F6F6C5D7C8CE8FAC6ACC1CC3AE1',X'A496762624EBA3715F7CA7BE2DBF24AC7CC45B9E99D7144465729E327821DEAA');
INSERT INTO "event" VALUES(6,'01a23002-73fa-7580-b4fb-0d9df1dae09e','key-key_d3yy1ksx1w',1,'key.issued',1,'2026-01-01T00:00:00.000000Z','2026-01-01T00:00:00.000000Z','operator',NULL,'operator',NULL,'{"key":"key_d3yy1ksx1w","name":"test","scopes":["read","record","resolve","webhooks","admin"],"forecaster":"fcr_1ffcnxbenq"}',X'713C3C20A7BEA9AEAD7935F4CED38E6F',X'0F6E5D7287B430C0C6E803F57204A7969D6C78DC52333D6F87205AC40EF1D364',X'88D62A60EDE5A22D4AE3EEA3C37E26A026FB14EC3F18F7706730540163E788A4');
INSERT INTO "event" VALUES(7,'01a23002-7403-74fb-b731-47f1f2787c26','forecast-prd_8dks72k3z7-fcr_1ffcnxbenq',1,'forecast.stated',1,'2026-01-01T00:00:00.000000Z','2026-01-01T00:00:00.000000Z','key_d3yy1ksx1w',NULL,'test',NULL,'{"forecast":"fct_8bgx42w1j7","prediction":"prd_8dks72k3z7","forecaster":"fcr_1ffcnxbenq","p":0.7,"probability_source":"author_numeric","made_at":"2026-01-01T00:00:00Z","as_said":"0.7"}',X'1E8F03C64FD28595C6A28DBC1C4C5FE4',X'BB4D1E390F3C21503603397AF4255EAEA0F64966043F2028D60FAE6D58EEF8E5',X'BD23B37695233A8321500B093CCD53C1364C69CE0F139FD792BA151F12D528C9');
INSERT INTO "event" VALUES(8,'01a23002-7402-7177-b987-b312cd6d5ff4','prediction-prd_8dks72k3z7',1,'prediction.recorded',1,'2026-01-01T00:00:00.000000Z','2026-01-01T00:00:00.000000Z','key_d3yy1ksx1w',NULL,'test',NULL,'{"prediction":"prd_8dks72k3z7","kind":"binary","statement":"The cabinet resigns","opens":"2026-01-01T00:00:00Z","closes":"2027-01-01T00:00:00Z","timezone":"UTC","closes_on":"2026-12-31","author":"fcr_1ffcnxbenq","topics":["japan","ukraine"],"rule":{"event_type":"cabinet.resigns"},"settlement":"at_once"}',X'8789CE876CED649FCE42BE4DF637D7C7',X'C6FC0C8EAA5A60B20332381A884824767B8E1A8176BAAB8B052A1C938189F1E3',X'EABF994265D727FE0FB7BC9578D02A62FD2F88890095BDA53ACC6CFCAE1E0108');
INSERT INTO "event" VALUES(9,'01a23002-7412-764e-9475-43759d655ea9','prediction-prd_h9e876k6qx',1,'prediction.recorded',1,'2026-01-01T00:00:00.000000Z','2026-01-01T00:00:00.000000Z','key_d3yy1ksx1w',NULL,'test',NULL,'{"prediction":"prd_h9e876k6qx","kind":"binary","statement":"Proposed","opens":"2026-01-01T00:00:00Z","closes":"2027-01-01T00:00:00Z","timezone":"UTC","closes_on":"2026-12-31","author":"fcr_1ffcnxbenq","actor":"Ishiba","actor_ended":"resolve_default","rule":{"event_type":"cabinet.resigns"},"default_outcome":"no"}',X'2F7755C1EF5EA4CECADBCE567EDEF1D8',X'B35E4E427C47CA5D36D5BE33789C5E37A7B250E507AE7E7D6243B74A7F673C6D',X'3D5ED5E6E4203BA40886A8E50B0BE336AB33D1906F7E74B11E654DD1ED311572');
INSERT INTO "event" VALUES(10,'01a23002-741a-71ad-a24f-9137e72ac053','claim-clm_qfa3wz12mg',1,'claim.recorded',1,'2026-01-01T00:00:00.000000Z','2026-01-01T00:00:00.000000Z','key_d3yy1ksx1w',NULL,'test',NULL,'{"claim":"clm_qfa3wz12mg","essay":"ess_mwz8s33801","stance":"asserts","quote":{"exact":"it falls"}}',X'D3694198F6C2464C3D7CC88CE06E9922',X'31CC11A460C1E78DFA90A0232FC0B8D3C67200C4856A4565409E5554A17EF6F0',X'762B1AD289B9BA6B466DAAFA93C7246C45D579474A18588ECE0CB41B2BFB0F11');
INSERT INTO "event" VALUES(11,'01a23002-741a-71ad-a24f-91365811bb3f','essay-ess_mwz8s33801',1,'essay.recorded',1,'2026-01-01T00:00:00.000000Z','2026-01-01T00:00:00.000000Z','key_d3yy1ksx1w',NULL,'test',NULL,'{"essay":"ess_mwz8s33801","url":"https://essays.example/1"}',X'B027F39030FBADA662B1542E089A61C4',X'38409DA54DE6201F79056C7A76C785B6837076AF8AC4793E21CC7C7CD47E9B53',X'EE5CAE7A934A831315A26EE529070E94924BFF6A3B34987C40051BEA24FF23CE');
INSERT INTO "event" VALUES(12,'01a23002-741b-7007-93ce-23530fe13b29','forecast-prd_vc1c47640h-fcr_1ffcnxbenq',1,'forecast.stated',1,'2026-01-01T00:00:00.000000Z','2026-01-01T00:00:00.000000Z','key_d3yy1ksx1w',NULL,'test',NULL,'{"forecast":"fct_hjpr6wjv2s","prediction":"prd_vc1c47640h","forecaster":"fcr_1ffcnxbenq","p":0.4,"probability_source":"author_numeric","made_at":"2026-01-01T00:00:00Z","as_said":"40%"}',X'9BD6E5F7C9508A46A4B99663947EAB22',X'4C887C6BDA01D94F89DE86CE33D3C5F9786D21F00F610793DBE6D17E0F063BA3',X'D8B6EFD75C5C3E07AA1B1B421F26C904F2C2136513FBCFC1D42E8D7C9C43B802');
INSERT INTO "event" VALUES(13,'01a23002-741b-7007-93ce-2352a36696a1','prediction-prd_vc1c47640h',1,'prediction.recorded',1,'2026-01-01T00:00:00.000000Z','2026-01-01T00:00:00.000000Z','key_d3yy1ksx1w',NULL,'test',NULL,'{"prediction":"prd_vc1c47640h","kind":"binary","statement":"Corrected","opens":"2026-01-01T00:00:00Z","closes":"2027-01-01T00:00:00Z","timezone":"UTC","closes_on":"2026-12-31","author":"fcr_1ffcnxbenq","essay":"ess_mwz8s33801","claim":"clm_qfa3wz12mg"}',X'945A04BEB032E7B6E4991E7520FD1B18',X'C50FDFA324E5742F3964EF9361AF5E2D3269E55544F642DC1BA108CF320E4AF4',X'A5C925CD1F7D2A43F9154AB7DC57202AB3A314559769607FC2615E22F1C18C21');
INSERT INTO "event" VALUES(14,'01a23002-747c-763f-bb29-6bb2ca4efc20','prediction-prd_q03m5vp7bw',1,'prediction.recorded',1,'2026-01-01T00:00:00.000000Z','2026-01-01T00:00:00.000000Z','key_d3yy1ksx1w',NULL,'test',NULL,'{"prediction":"prd_q03m5vp7bw","kind":"binary","statement":"Open","opens":"2026-01-01T00:00:00Z","closes":"2028-01-01T00:00:00Z","timezone":"UTC","closes_on":"2027-12-31","author":"fcr_1ffcnxbenq"}',X'D2C832E5E35ABA4B9A43FCCD61606692',X'408D6D42A0583562E9366EC2AE084AFC4D4C75C3123408FD7B3C471DEEA127B6',X'88FCFB3502D0E7DC9B0CAE08ADE4A2D10FEECF93109726D63B9BDD86B8B18ECB');
INSERT INTO "event" VALUES(15,'01a23002-7486-7646-92f2-b7c0dff639d8','forecast-prd_vc1c47640h-fcr_1ffcnxbenq',2,'forecast.stated',1,'2026-01-01T00:00:00.000000Z','2026-01-01T00:00:00.000000Z','key_d3yy1ksx1w',NULL,'test',NULL,'{"forecast":"fct_jsj9r8t098","prediction":"prd_vc1c47640h","forecaster":"fcr_1ffcnxbenq","p":0.2,"probability_source":"author_numeric","made_at":"2026-01-01T00:00:00Z","as_said":"0.2","note":"less"}',X'8D67450CC1D268B095123017674BE18D',X'5D26EF9FD040921F51C0290963729AD27F7B0FEA126AE4FF863C2929CACE3579',X'71508F2370AE26F14AA5CCB55DAC8F464F7DDB61FE0F4E6E6BF6E9A463328369');
INSERT INTO "event" VALUES(16,'01a23002-748e-77df-a3fc-1c2eaae79617','development-dev_jx8kxagvgv',1,'development.recorded',1,'2026-01-11T00:00:00.000000Z','2026-01-11T00:00:00.000000Z','key_d3yy1ksx1w',NULL,'test',NULL,'{"development":"dev_jx8kxagvgv","headline":"The cabinet resigns","timezone":"UTC","occurred_on":"2026-01-05","event_type":"Cabinet.Resigns","tags":["Japan"],"ends_actor":"ISHIBA"}',X'054F99E4519A295A3E2D4283C7491928',X'AFBD4F9B6B145C32E2ABB5843BE9B5FD19F38EC8A1CC87C63F4C71AD3BA11289',X'9817AEFD88180F7A8DE61CD61AA82ACE9286E38FDFD9894681072A989CE42157');
INSERT INTO "event" VALUES(17,'01a23002-74a2-7426-8625-d47997e70a10','development-dev_mmt04p5r1j',1,'development.recorded',1,'2026-01-11T00:00:00.000000Z','2026-01-11T00:00:00.000000Z','key_d3yy1ksx1w',NULL,'test',NULL,'{"development":"dev_mmt04p5r1j","headline":"Outright","timezone":"UTC","occurred_on":"2026-01-02","resolves":{"prediction":"prd_h9e876k6qx","outcome":"yes"}}',X'7C930BFEBAC1099A1F1470B1CDB9AE33',X'AA12E78E1C8BADF6E82E0162DBF98684271DD327C13E970F31050FAE911FFE45',X'5A1394926C5B84A4AE6F8E30721F00CB0932DD0707351B444EDBD7F5F440B2BC');
INSERT INTO "event" VALUES(18,'c6c1a3bf-6ad1-57e2-b253-29f125e9fcb6','prediction-prd_8dks72k3z7',2,'prediction.resolved',1,'2026-01-11T00:00:00.000000Z','2026-01-11T00:00:00.000000Z','worker:settle',NULL,'settle-prd_8dks72k3z7-16','01a23002-748e-77df-a3fc-1c2eaae79617','{"prediction":"prd_8dks72k3z7","resolution_number":1,"outcome":"yes","known_at":"2026-01-05T00:00:00Z","final_at":"2026-01-11T00:00:00Z","basis":"rule","judged_by":"worker","cites":["dev_jx8kxagvgv"],"reason":"the rule came true"}',X'14F095328D11BF6F299F1C21CCA30112',X'5C4D497A43CD69FED59B5F7BE70170E99B5D512020B837DE393D412926EF5BC1',X'C4AB8B05350959D455D1D7BBC6D40C958D10759ACAAD6171AC22D6AA65D3A9F8');
INSERT INTO "event" VALUES(19,'6cbf7cc1-e429-5f1e-af7f-0a22310d046f','prediction-prd_8dks72k3z7',3,'prediction.finalized',1,'2026-01-11T00:00:00.000000Z','2026-01-11T00:00:00.000000Z','worker:settle',NULL,'settle-prd_8dks72k3z7-16','01a23002-748e-77df-a3fc-1c2eaae79617','{"prediction":"prd_8dks72k3z7","resolution_number":1}',X'34EAC81747ED171D81C4CD4B60570EDB',X'6274D03B3EB0D7FB1337037325CCDD3A9CB59BBF906FF19881B4799A11A4AAB1',X'066AEF7533DA031A022CEDA78A02DC782556D0C2AD55F4B61E484BA4C7AF9CF3');
INSERT INTO "event" VALUES(20,'edbe8419-77ea-5db6-aa04-3f1722632e47','prediction-prd_h9e876k6qx',2,'prediction.outcome_proposed',1,'2026-01-11T00:00:00.000000Z','2026-01-11T00:00:00.000000Z','worker:settle',NULL,'settle-prd_h9e876k6qx-17','01a23002-74a2-7426-8625-d47997e70a10','{"prediction":"prd_h9e876k6qx","resolution_number":1,"outcome":"yes","known_at":"2026-01-02T00:00:00Z","basis":"development","cites":["dev_mmt04p5r1j"],"reason":"a development says so"}',X'4629E22D916EC138F1B9EB71E14BC916',X'C78EEB75EC690038ACE8C8B25E8431C9997C51EC0D1D78A9219ACA67B2BC2DE9',X'050A139C68A6D124865D24DBBFB73EA4DF40A0582F3F66A3C262648A876C80B6');
INSERT INTO "event" VALUES(21,'70054d15-d3f6-503e-b001-5e515a1783ef','score-prd_8dks72k3z7',1,'prediction.scored',1,'2026-01-11T00:00:00.000000Z','2026-01-11T00:00:00.000000Z','worker:score',NULL,'score-prd_8dks72k3z7-18','c6c1a3bf-6ad1-57e2-b253-29f125e9fcb6','{"prediction":"prd_8dks72k3z7","resolution_number":1,"resolution_event":"c6c1a3bf-6ad1-57e2-b253-29f125e9fcb6","outcome":"yes","known_at":"2026-01-05T00:00:00Z","rule_versions":{"ae_median":1,"baseline":1,"brier":1,"brier2":1,"coverage":1,"daily":1,"log":1,"mean_update":1,"multi_brier":1,"ordinal":1,"peer":1,"relative_brier_vs_daily_median":1,"rps":1,"rps_normalised":1,"spherical":1,"time_weighted":1,"twcrps":1,"wis":1},"inputs_digest":"3364d38e817a70feb7385341bf0d1b600a11b14ccc212e839605f6ad69a22662","chunk":1,"chunks":1,"rows":[{"forecaster":"fcr_1ffcnxbenq","values":{"baseline_first":48.54268271702418,"baseline_last":48.54268271702418,"baseline_time_weighted":0.5319746051180732,"brier2_daily":0.18000000000000005,"brier2_first":0.18000000000000005,"brier2_last":0.18000000000000005,"brier2_mean_update":0.18000000000000005,"brier2_time_weighted":0.0019726027397260278,"brier_daily":0.09000000000000002,"brier_first":0.09000000000000002,"brier_last":0.09000000000000002,"brier_mean_update":0.09000000000000002,"brier_time_weighted":0.0009863013698630139,"log_first":0.35667494393873245,"log_first_unclipped":0.35667494393873245,"log_last":0.35667494393873245,"log_last_unclipped":0.35667494393873245,"p_first":0.7,"p_last":0.7,"peer":0.0,"relative_brier_vs_daily_median":0.0,"skill_daily_vs_half":0.6399999999999999,"spherical_first":0.9191450300180579,"spherical_last":0.9191450300180579},"coverage":0.010958904109589041,"updates":1,"inputs":["01a23002-7403-74fb-b731-47f1f2787c26"]}]}',X'FC3E2314D0F6628CF49FB1478E4A433A',X'04BEB278568D1F69131B81240E08EEA21143F1DFA9AEBAE053B7E7F78A74E71D',X'4FD656E18263B27B0EC7A0BFCC415A5FA0018E35C44E5103A0B38742B1718054');
INSERT INTO "event" VALUES(22,'01a23002-75cf-7520-bfd4-54a6df35b3df','development-dev_s7c8e0c5e4',1,'development.recorded',1,'2026-01-11T00:00:00.000000Z','2026-01-11T00:00:00.000000Z','key_d3yy1ksx1w',NULL,'test',NULL,'{"development":"dev_s7c8e0c5e4","headline":"It happened: Corrected","timezone":"UTC","occurred_on":"2026-01-08","about":["prd_vc1c47640h"],"source_urls":["https://news.example/1"],"note":"I was there"}',X'D4C4BB0A28DFD4C6E7FDB609AED76DA8',X'0C8D3C4A6A0F899C5BD053EA3916D543473F87A43447FB6D73DD3AFC30A9EB3B',X'BE58F61EDFA4026826BAFB38BD9AB4D8D279B5EE1467CA77421A8677BD114D70');
INSERT INTO "event" VALUES(23,'01a23002-75d0-735c-bde6-61f044c6358f','prediction-prd_vc1c47640h',2,'prediction.resolved',1,'2026-01-11T00:00:00.000000Z','2026-01-11T00:00:00.000000Z','key_d3yy1ksx1w',NULL,'test',NULL,'{"prediction":"prd_vc1c47640h","resolution_number":1,"outcome":"yes","known_at":"2026-01-08T00:00:00Z","final_at":"2026-01-14T00:00:00Z","basis":"person","judged_by":"author","cites":["dev_s7c8e0c5e4"],"note":"I was there"}',X'B4032CC6BD054B5B878F09CA6A224559',X'1B6111FDF848638546A0EF29DDFF58A8D249C4978A1DB0FA7C334789D2DEDDAA',X'4C38EFBFE31DE7E0B50BD2D02B1A34EC8AACDF2A4FB8D5F9FE92455BBC9DD767');
INSERT INTO "event" VALUES(24,'01a23002-75d0-735c-bde6-61f1b908f0d7','prediction-prd_vc1c47640h',3,'evidence.linked',1,'2026-01-11T00:00:00.000000Z','2026-01-11T00:00:00.000000Z','key_d3yy1ksx1w',NULL,'test',NULL,'{"prediction":"prd_vc1c47640h","development":"dev_s7c8e0c5e4","bearing":"supports","strength":"decisive"}',X'B92A3E757331D39AEB444B0B9DA44EF7',X'022213937BB38FF5ED4416F9FEC5916346BCD2F44D7FC1E00C4126E2CB24F6BE',X'27A13AE9579EC19DA3E935BE6C7CD3937180C2FF280EEEAB939293ACF8C806D8');
INSERT INTO "event" VALUES(25,'d6e108c6-1b87-560d-b63a-e2b5ac97617f','score-prd_vc1c47640h',1,'prediction.scored',1,'2026-01-11T00:00:00.000000Z','2026-01-11T00:00:00.000000Z','worker:score',NULL,'score-prd_vc1c47640h-23','01a23002-75d0-735c-bde6-61f044c6358f','{"prediction":"prd_vc1c47640h","resolution_number":1,"resolution_event":"01a23002-75d0-735c-bde6-61f044c6358f","outcome":"yes","known_at":"2026-01-08T00:00:00Z","rule_versions":{"ae_median":1,"baseline":1,"brier":1,"brier2":1,"coverage":1,"daily":1,"log":1,"mean_update":1,"multi_brier":1,"ordinal":1,"peer":1,"relative_brier_vs_daily_median":1,"rps":1,"rps_normalised":1,"spherical":1,"time_weighted":1,"twcrps":1,"wis":1},"inputs_digest":"363716ca0a6eac30342a9bdcba74dc209058fb7115e04baae2639f9a6b9cdf56","chunk":1,"chunks":1,"rows":[{"forecaster":"fcr_1ffcnxbenq","values":{"baseline_first":-32.19280948873623,"baseline_last":-132.19280948873623,"baseline_time_weighted":-2.5352045655374074,"brier2_daily":1.28,"brier2_first":0.72,"brier2_last":1.2800000000000002,"brier2_mean_update":1.0,"brier2_time_weighted":0.024547945205479458,"brier_daily":0.64,"brier_first":0.36,"brier_last":0.6400000000000001,"brier_mean_update":0.5,"brier_time_weighted":0.012273972602739729,"log_first":0.916290731874155,"log_first_unclipped":0.916290731874155,"log_last":1.6094379124341003,"log_last_unclipped":1.6094379124341003,"p_first":0.4,"p_last":0.2,"peer":0.0,"relative_brier_vs_daily_median":0.0,"skill_daily_vs_half":-1.5600000000000005,"spherical_first":0.5547001962252291,"spherical_last":0.24253562503633294},"coverage":0.019178082191780823,"updates":2,"inputs":["01a23002-741b-7007-93ce-23530fe13b29","01a23002-7486-7646-92f2-b7c0dff639d8"]}]}',X'91C643D8C9BEE8743454BA24D73671B4',X'3C0588BBE0C02387D549C4995411CB6A64B8ECA47D3F406F75BBE48F067FB6C4',X'FD4C36A94087D028D0FA009F2EB835897B039EC0391D1DD1F414A177D836E104');
INSERT INTO "event" VALUES(26,'01a23002-760e-71dd-ab45-2c9fe2aa04e9','development-dev_jdtxz33gtg',1,'development.recorded',1,'2026-01-16T00:00:00.000000Z','2026-01-16T00:00:00.000000Z','key_d3yy1ksx1w',NULL,'test',NULL,'{"development":"dev_jdtxz33gtg","headline":"It did not happen: Corrected","timezone":"UTC","occurred_on":"2026-01-09","about":["prd_vc1c47640h"],"source_urls":["https://news.example/1"],"note":"I was there"}',X'D3A785CF4112925C661F8DEB802E6458',X'2CE699FBEF5DB7F4411C7053C101872ED82D9B0BBA68925169ED26DFB62FF739',X'5041C0CE54689B987EBDB8966D5B0F6C7A003F7E69FB939E586DB35D2A28EBC9');
INSERT INTO "event" VALUES(27,'01a23002-760e-71dd-ab45-2ca01f0ebee6','prediction-prd_vc1c47640h',4,'prediction.re_resolved',1,'2026-01-16T00:00:00.000000Z','2026-01-16T00:00:00.000000Z','key_d3yy1ksx1w',NULL,'test',NULL,'{"prediction":"prd_vc1c47640h","resolution_number":2,"outcome":"no","known_at":"2026-01-09T00:00:00Z","final_at":"2026-01-19T00:00:00Z","basis":"person","judged_by":"author","reason":"a mistake","cites":["dev_jdtxz33gtg"],"note":"I was there"}',X'CC5102E466079534CB2E0F2720E7B512',X'E84E327D4D64C326F87F634F58E4DDF60787BD851B686572FFBFE8F7C4063D6D',X'2FA507F2E3197D82597FC8B4714A51691515C4CE9CB4207B11BE40B2D5924F06');
INSERT INTO "event" VALUES(28,'01a23002-760e-71dd-ab45-2ca1ad7eba94','prediction-prd_vc1c47640h',5,'evidence.linked',1,'2026-01-16T00:00:00.000000Z','2026-01-16T00:00:00.000000Z','key_d3yy1ksx1w',NULL,'test',NULL,'{"prediction":"prd_vc1c47640h","development":"dev_jdtxz33gtg","bearing":"contradicts","strength":"decisive"}',X'1A6CD502B2E82B6D225A439B718C72CA',X'4B501845E5701283C991D822577B8F2B0A0EEEECD308240F5E07B925F6ABFDCD',X'F0BA014A729B79762F3DC58889D03F83B48C251AA1EBB519E0F1FD142967E142');
INSERT INTO "event" VALUES(29,'01a23002-761a-74b4-9d4f-f24d55cc2d0d','forecast-prd_8dks72k3z7-fcr_late',1,'forecast.stated',1,'2026-01-16T00:00:00.000000Z','2026-01-16T00:00:00.000000Z','test',NULL,'test',NULL,'{"forecast":"fct_r4qpe7vrc0","prediction":"prd_8dks72k3z7","forecaster":"fcr_late","p":0.9,"probability_source":"author_numeric","made_at":"2026-01-16T00:00:00Z"}',X'5D08814351696348BBCE773D2DE40D84',X'C90F7EDD829366BBDA4EE40BA81EADA189FDEB6C38C8F3640C3DCE31359A3285',X'412E99A5F721A403958F7FF7D4FA6736591D780A7F4B8BE19F792848F66D2FC8');
INSERT INTO "event" VALUES(30,'39f17c26-91dd-58e8-9249-542e423a6078','score-prd_vc1c47640h',2,'prediction.scored',1,'2026-01-16T00:00:00.000000Z','2026-01-16T00:00:00.000000Z','worker:score',NULL,'score-prd_vc1c47640h-27','01a23002-760e-71dd-ab45-2ca01f0ebee6','{"prediction":"prd_vc1c47640h","resolution_number":2,"resolution_event":"01a23002-760e-71dd-ab45-2ca01f0ebee6","outcome":"no","known_at":"2026-01-09T00:00:00Z","rule_versions":{"ae_median":1,"baseline":1,"brier":1,"brier2":1,"coverage":1,"daily":1,"log":1,"mean_update":1,"multi_brier":1,"ordinal":1,"peer":1,"relative_brier_vs_daily_median":1,"rps":1,"rps_normalised":1,"spherical":1,"time_weighted":1,"twcrps":1,"wis":1},"inputs_digest":"b960ecfbcd0ad4302bbf4f6bf96347b2d4908af9bc88a112cffd48b29b8ca5ef","chunk":1,"chunks":1,"rows":[{"forecaster":"fcr_1ffcnxbenq","values":{"baseline_first":26.303440583379377,"baseline_last":67.80719051126378,"baseline_time_weighted":1.4861849975071515,"brier2_daily":0.08000000000000002,"brier2_first":0.32000000000000006,"brier2_last":0.08000000000000002,"brier2_mean_update":0.20000000000000004,"brier2_time_weighted":0.0017534246575342468,"brier_daily":0.04000000000000001,"brier_first":0.16000000000000003,"brier_last":0.04000000000000001,"brier_mean_update":0.10000000000000002,"brier_time_weighted":0.0008767123287671234,"log_first":0.5108256237659907,"log_first_unclipped":0.5108256237659907,"log_last":0.22314355131420976,"log_last_unclipped":0.22314355131420976,"p_first":0.4,"p_last":0.2,"peer":0.0,"relative_brier_vs_daily_median":0.0,"skill_daily_vs_half":0.84,"spherical_first":0.8320502943378436,"spherical_last":0.9701425001453318},"coverage":0.021917808219178082,"updates":2,"inputs":["01a23002-741b-7007-93ce-23530fe13b29","01a23002-7486-7646-92f2-b7c0dff639d8"]}]}',X'2295EE852CAA38B17660C8E4866D4687',X'10627D9D3A5957864D79B47C7F8AFADF03F9E40A73BEE96AB25A69A15621322D',X'AA4B86A0CCE5856526F8836028564FF42611D26E629AA8AD74AA1A163A8BBB44');
INSERT INTO "event" VALUES(31,'d8466cb5-4edb-5ece-bc74-0786e02d7bec','score-prd_8dks72k3z7',2,'prediction.scored',1,'2026-01-11T00:00:00.000000Z','2026-01-16T00:00:00.000000Z','worker:score',NULL,'score-prd_8dks72k3z7-29','c6c1a3bf-6ad1-57e2-b253-29f125e9fcb6','{"prediction":"prd_8dks72k3z7","resolution_number":1,"resolution_event":"c6c1a3bf-6ad1-57e2-b253-29f125e9fcb6","outcome":"yes","known_at":"2026-01-05T00:00:00Z","rule_versions":{"ae_median":1,"baseline":1,"brier":1,"brier2":1,"coverage":1,"daily":1,"log":1,"mean_update":1,"multi_brier":1,"ordinal":1,"peer":1,"relative_brier_vs_daily_median":1,"rps":1,"rps_normalised":1,"spherical":1,"time_weighted":1,"twcrps":1,"wis":1},"inputs_digest":"a444a1625438069864eb2522ac9fdc7ec4377ca7b968c5da72b9389b574b3d7a","chunk":1,"chunks":1,"rows":[{"forecaster":"fcr_1ffcnxbenq","values":{"baseline_first":48.54268271702418,"baseline_last":48.54268271702418,"baseline_time_weighted":0.5319746051180732,"brier2_daily":0.18000000000000005,"brier2_first":0.18000000000000005,"brier2_last":0.18000000000000005,"brier2_mean_update":0.18000000000000005,"brier2_time_weighted":0.0019726027397260278,"brier_daily":0.09000000000000002,"brier_first":0.09000000000000002,"brier_last":0.09000000000000002,"brier_mean_update":0.09000000000000002,"brier_time_weighted":0.0009863013698630139,"log_first":0.35667494393873245,"log_first_unclipped":0.35667494393873245,"log_last":0.35667494393873245,"log_last_unclipped":0.35667494393873245,"p_first":0.7,"p_last":0.7,"peer":0.0,"relative_brier_vs_daily_median":0.0,"skill_daily_vs_half":0.6399999999999999,"spherical_first":0.9191450300180579,"spherical_last":0.9191450300180579},"coverage":0.010958904109589041,"updates":1,"inputs":["01a23002-7403-74fb-b731-47f1f2787c26"]},{"forecaster":"fcr_late","late":1,"marks":["retrospective","late"]}]}',X'D629F9F1839CA83BD72C47F28BB08EA4',X'30F5FDE4EF737931C5770F98E02F05A90402E19E774F4F4E4AA4F748EF8E582D',X'AB8D8B2B671B83D261A4A5EC5A4A2BB238CC03A6B92B725D15379E7A641FB573');
INSERT INTO "event" VALUES(32,'01a23002-766a-724d-9f3c-69dd3654f961','essay-ess_dztqkbhgfb',1,'essay.recorded',1,'2026-01-16T00:00:00.000000Z','2026-01-16T00:00:00.000000Z','key_d3yy1ksx1w',NULL,'test',NULL,'{"essay":"ess_dztqkbhgfb","published_at":"2026-01-02T00:00:00Z","author":"fcr_1ffcnxbenq","byline":"Ada Example","title":"On cabinets","text_sha256":"56fdcd4c3865e577695a39868bdb0834611b32235f27006d6d501f5564d9dbd9","timezone":"UTC"}',X'379C0E99322ED8D1CB785FEAAAECD1E4',X'79943E63F3BEB2E1F84BF1076916FECC710CC1C460A42781F6056AC5C43C86D9',X'A2DAEE910256810DF1A40D25CE275D25C82D6A8BBFCE8160E0EA3A2EF82A74B8');
INSERT INTO "event" VALUES(33,'01a23002-766e-7233-b57d-bbc8e8e4bbcd','claim-clm_ppzm1bk6rq',1,'claim.recorded',1,'2026-01-16T00:00:00.000000Z','2026-01-16T00:00:00.000000Z','key_d3yy1ksx1w',NULL,'test',NULL,'{"claim":"clm_ppzm1bk6rq","essay":"ess_dztqkbhgfb","stance":"asserts","quote":{"exact":"It falls","prefix":"","suffix":". It will not last.","start":0,"end":8},"made_at":"2026-01-02T00:00:00Z","text_sha256":"56fdcd4c3865e577695a39868bdb0834611b32235f27006d6d501f5564d9dbd9"}',X'C4F8878E483F75567E0768D4ABDF6B28',X'4397CF5B01C99CDF11A60275DAE2B6070ED1090FD11F4F407E0BE4AA13EFFB7A',X'0D6550B154510E23AD8EA4ACB9E3D45BF3065D0CB0D577954927FF6151A5956E');
INSERT INTO "event" VALUES(34,'01a23002-7673-772f-97e3-4da3af688db2','claim-clm_8g9z2bphz6',1,'claim.recorded',1,'2026-01-16T00:00:00.000000Z','2026-01-16T00:00:00.000000Z','key_d3yy1ksx1w',NULL,'test',NULL,'{"claim":"clm_8g9z2bphz6","essay":"ess_dztqkbhgfb","stance":"asserts","quote":{"exact":"It will","prefix":"It falls. ","suffix":" not last.","start":10,"end":17},"made_at":"2026-01-02T00:00:00Z","text_sha256":"56fdcd4c3865e577695a39868bdb0834611b32235f27006d6d501f5564d9dbd9"}',X'A386A28B60387550A0390B3CE88D182E',X'8E6E025B03EDCD5E7F9D2AA9E04752FC04206238F3D5A9939C70B3E0EC5F0F9A',X'42C2A17BDFE754170B0F1FFF99CA85212D8FEF360A41F9957C525AA210B46697');
INSERT INTO "event" VALUES(35,'01a23002-7686-762f-b82e-5b3d9304b54c','essay-ess_dztqkbhgfb',2,'essay.revised',1,'2026-01-16T00:00:00.000000Z','2026-01-16T00:00:00.000000Z','key_d3yy1ksx1w',NULL,'test',NULL,'{"essay":"ess_dztqkbhgfb","text_sha256":"1fc25f92dd988bfb87762cd3061ceb6a0a726e651c6502bc7536a8d0cfb0a06b","published_at":"2026-01-03T00:00:00Z","byline":"Bo Byline"}',X'E916540542C3FE26A1BFFB0BDB863C7C',X'C0A99EC877B26F2634AA557805851CB9061634D0D470753BF125527A4A3813FC',X'A129953363C9B91048B52B34D5352A0FCA48AD39CB585DCC6C6AF92AC15F29EC');
INSERT INTO "event" VALUES(36,'01a23002-7689-7775-9713-7601c905ccab','claim-clm_8g9z2bphz6',2,'claim.corrected',1,'2026-01-16T00:00:00.000000Z','2026-01-16T00:00:00.000000Z','key_d3yy1ksx1w',NULL,'test',NULL,'{"claim":"clm_8g9z2bphz6","reason":"misread","stance":"hedges","quote":{"exact":"It did","prefix":"It fell. ","suffix":" not last.","start":9,"end":15},"text_sha256":"1fc25f92dd988bfb87762cd3061ceb6a0a726e651c6502bc7536a8d0cfb0a06b"}',X'DD4EF3A1290999C0E227B4169DEF6496',X'6EAF3B784534B451333317CF48A60DB9609EB574CF0F831E19FA1E188A1DF4EA',X'910698D0F768D13C7AC165CEED60787C2421FEEFA6B37A817C781BDBEBA757AB');
INSERT INTO "event" VALUES(37,'01a23002-768c-75ae-9cb2-31150cbda267','claim-clm_8g9z2bphz6',3,'claim.linked',1,'2026-01-16T00:00:00.000000Z','2026-01-16T00:00:00.000000Z','key_d3yy1ksx1w',NULL,'test',NULL,'{"claim":"clm_8g9z2bphz6","to":"clm_ppzm1bk6rq","relation":"walks_back","note":"a day later"}',X'A0F7624FF2FC6B06B965E1EF310FCD13',X'CD86E0C26C6214C04FB2C74B12D527F6836373B62FFA945E846B2A42D4E150BC',X'2551AD4B80A360878E483A8B1F495FC5A2312FDCD7FACE7359927AA349470803');
INSERT INTO "event" VALUES(38,'5a8ee0ca-03c5-5b70-88cb-02bdc536ba38','prediction-prd_vc1c47640h',6,'prediction.finalized',1,'2026-01-21T00:00:00.000000Z','2026-01-21T00:00:00.000000Z','worker:settle',NULL,'settle-prd_vc1c47640h-13',NULL,'{"prediction":"prd_vc1c47640h","resolution_number":2}',X'4D2E8A7FC67FFAD8D082E4A3666AC9AA',X'BC8707CFB71F42143B4B4BB9D12AD223261A672474F8534021FFAB23F833EEA3',X'C65361CEDF53F4BDA1A25F148A796CF10023111516C5592C73F81F4A46F7255A');
INSERT INTO "event" VALUES(39,'8c619357-599a-519f-961d-984cc6edd9fc','forecaster-fcr_k7taw0dpnq',1,'forecaster.recorded',1,'2025-01-01T00:00:00.000000Z','2026-01-21T00:00:00.000000Z','key_d3yy1ksx1w','75fbfc65-d89d-518d-b1bc-a1b6bbd583a2','test',NULL,'{"forecaster":"fcr_k7taw0dpnq","name":"Ada","imported":{"name":"finished","external_id":"ada"}}',X'CE49790D71376594E1E96250221DF175',X'8ACCA376BA20041C0772BF7981B0F01BD3194A40C8CBBA4EB06F06E6EC5F96B8',X'436D7A57F0621BF3D6A95A699999A73A2929D0395561D55FDBECA62F6D66BE2B');
INSERT INTO "event" VALUES(40,'01a23002-76f6-7715-b2cb-5868406a02c2','import-75fbfc65-d89d-518d-b1bc-a1b6bbd583a2',1,'import.started',1,'2026-01-21T00:00:00.000000Z','2026-01-21T00:00:00.000000Z','key_d3yy1ksx1w','75fbfc65-d89d-518d-b1bc-a1b6bbd583a2','test',NULL,'{"run":"75fbfc65-d89d-518d-b1bc-a1b6bbd583a2","from_source":"finished","timezone":"UTC"}',X'A6148E630AB7A47F46C9073AE6ACF100',X'02E2770EC195300FA86043E535B6C331A4BAE5A70BCDCA697CE6F9BE0B9E20F3',X'058367D89371DADBAD6932E3CAF3626A92B2BF74FBB931D27BA119208A7FB63A');
INSERT INTO "event" VALUES(41,'b3ef7ed2-b8b0-5881-b2c3-df15b6d1a7f3','essay-ess_t7k0zy94vh',1,'essay.recorded',1,'2025-01-01T00:00:00.000000Z','2026-01-21T00:00:00.000000Z','key_d3yy1ksx1w','75fbfc65-d89d-518d-b1bc-a1b6bbd583a2','test',NULL,'{"essay":"ess_t7k0zy94vh","published_at":"2025-01-01T00:00:00Z","byline":"ada","title":"On cabinets","text_sha256":"6ad80da8dfb8d19bb035d927063e3cf872614ba8dced8c3e3f7276a812e80f98","imported":{"name":"finished","external_id":"E1"}}',X'C87F10C1B800A4742EB86D71915909CF',X'20D6E812CEEE0F9E89299C9F8C2AC208945F3BBC0E4370CAF22C8494FA49F2AD',X'D435B0A20C373491F8085DD5F86A0C72FFAD09477265F39F97F7967A15FFEDA5');
INSERT INTO "event" VALUES(42,'7f1fab33-f7f0-57f5-ad49-69943e3dec6e','claim-clm_zxev0j58s8',1,'claim.recorded',1,'2025-01-01T00:00:00.000000Z','2026-01-21T00:00:00.000000Z','key_d3yy1ksx1w','75fbfc65-d89d-518d-b1bc-a1b6bbd583a2','test',NULL,'{"claim":"clm_zxev0j58s8","essay":"ess_t7k0zy94vh","stance":"asserts","quote":{"exact":"It falls"},"made_at":"2025-01-01T00:00:00Z","imported":{"name":"finished","external_id":"C1"}}',X'FB2B05282AC359F95898932AD89A8B2F',X'8493809B2C07AFFFA4CF48DC9CC2ABED139B57062C093797C68587CAA899C0B3',X'12560824B79780ED2B76261C4D3A4575C615422ABB6E4C0DA8C066F932B39409');
INSERT INTO "event" VALUES(43,'093a1cb6-a826-5c5e-b8c0-668dd3114f5e','prediction-prd_73pt6dgtd6',1,'prediction.recorded',1,'2025-01-01T00:00:00.000000Z','2026-01-21T00:00:00.000000Z','key_d3yy1ksx1w','75fbfc65-d89d-518d-b1bc-a1b6bbd583a2','test',NULL,'{"prediction":"prd_73pt6dgtd6","kind":"binary","statement":"The cabinet falls","opens":"2025-01-01T00:00:00Z","closes":"2025-07-01T00:00:00Z","timezone":"UTC","closes_on":"2025-06-30","essay":"ess_t7k0zy94vh","claim":"clm_zxev0j58s8","imported":{"name":"finished","external_id":"P1"}}',X'374217F6B5534D1A5B2AE19D37A5FD1F',X'4253DCACBFA0EE4962100D1C6876C798914023334FC76FF080981A28C7437EC8',X'6FAE0C3AD8B1E1590B9123B3709F6A5805FA1C5280BB7412F1815326D5D9728A');
INSERT INTO "event" VALUES(44,'c0d28c8f-1116-582b-bbd0-8164d5cf48fc','forecast-prd_73pt6dgtd6-fcr_k7taw0dpnq',1,'forecast.stated',1,'2025-01-01T00:00:00.000000Z','2026-01-21T00:00:00.000000Z','key_d3yy1ksx1w','75fbfc65-d89d-518d-b1bc-a1b6bbd583a2','test',NULL,'{"forecast":"fct_j9s32qhkwm","prediction":"prd_73pt6dgtd6","forecaster":"fcr_k7taw0dpnq","p":0.3,"probability_source":"author_numeric","made_at":"2025-01-01T00:00:00Z","seq":1}',X'CC9B922030B852C791BC169B769D1D01',X'E714491AF3453B2E426492081934D56872B535F3AFA6A1877D15C13B22D5F43E',X'23F99765D01CF8FF69C4F7F50E4FE5CFD591B49F0C0191D344C63A9B613362E0');
INSERT INTO "event" VALUES(45,'58176de4-2bf4-5ea5-8669-4d76db85d16e','forecast-prd_73pt6dgtd6-fcr_k7taw0dpnq',2,'forecast.stated',1,'2025-02-01T00:00:00.000000Z','2026-01-21T00:00:00.000000Z','key_d3yy1ksx1w','75fbfc65-d89d-518d-b1bc-a1b6bbd583a2','test',NULL,'{"forecast":"fct_v63ev52ymf","prediction":"prd_73pt6dgtd6","forecaster":"fcr_k7taw0dpnq","p":0.6,"probability_source":"author_numeric","made_at":"2025-02-01T00:00:00Z","seq":2}',X'AB79F7F25661940B2A9D6F446BC546EA',X'5C4CA47DAEF2E1F318365C8C4CAFF8A11265BE477693FEA1A4724D4434476F7E',X'E61D19798814492D79FA3A5CAFA4EB2B8DB4490A70534E801661DC131ED334F3');
INSERT INTO "event" VALUES(46,'794912cc-c0f5-5784-80e7-1fab7e77bbc7','development-dev_e2trntvqxp',1,'development.recorded',1,'2025-03-01T00:00:00.000000Z','2026-01-21T00:00:00.000000Z','key_d3yy1ksx1w','75fbfc65-d89d-518d-b1bc-a1b6bbd583a2','test',NULL,'{"development":"dev_e2trntvqxp","headline":"It falls","timezone":"UTC","occurred_on":"2025-03-01","event_type":"cabinet.falls","imported":{"name":"finished","external_id":"D1"}}',X'17F0F0B555A35ECEFF3F93C4ECB8F932',X'DC8647DE201935F76EA395FD184F5624ECD57D2D5DE8AF01C6652C5FFDD3644F',X'E8A02626655660D07AC9D9DEA446FD3AAF466784E4B0B643448B8ABBEA5D1551');
INSERT INTO "event" VALUES(47,'3e6dae19-5b39-59f7-a786-a78bbba1706b','prediction-prd_73pt6dgtd6',2,'evidence.linked',1,'2025-03-01T00:00:00.000000Z','2026-01-21T00:00:00.000000Z','key_d3yy1ksx1w','75fbfc65-d89d-518d-b1bc-a1b6bbd583a2','test',NULL,'{"prediction":"prd_73pt6dgtd6","development":"dev_e2trntvqxp","bearing":"supports"}',X'FD69E8A4D94DA88047AF027939B55B40',X'DDE6331B403B46375681CB4B328B7D1FEF4FA68A2F34336006780AB4DBC529E2',X'8A6FAE9A294D4B326810450FAD0AE27B4A0C11779E7669BD227051AABB329F68');
INSERT INTO "event" VALUES(48,'7ad2506e-48e7-5654-ae6a-2a7e625f3940','prediction-prd_73pt6dgtd6',3,'prediction.resolved',1,'2025-03-02T00:00:00.000000Z','2026-01-21T00:00:00.000000Z','key_d3yy1ksx1w','75fbfc65-d89d-518d-b1bc-a1b6bbd583a2','test',NULL,'{"prediction":"prd_73pt6dgtd6","resolution_number":1,"outcome":"yes","known_at":"2025-03-01T00:00:00Z","final_at":"2025-03-02T00:00:00Z","basis":"person","judged_by":"other","cites":["dev_e2trntvqxp"]}',X'3562EB99269369193BC7C371CA7992FE',X'C610AA9E55D08A665A25B05860E5FC87267DE24554CB4D566D2E5F1FF13AD3E7',X'C1C390DD5894B14DC096B11F4B9436F7DDE1E449E6DF2EDE502950929FFE484C');
INSERT INTO "event" VALUES(49,'14028987-9968-5495-8707-0217b9dd6fb3','prediction-prd_73pt6dgtd6',4,'prediction.finalized',1,'2025-03-02T00:00:00.000000Z','2026-01-21T00:00:00.000000Z','key_d3yy1ksx1w','75fbfc65-d89d-518d-b1bc-a1b6bbd583a2','test',NULL,'{"prediction":"prd_73pt6dgtd6","resolution_number":1}',X'C89460511162BC574819024AE4EE74AC',X'13CEE196BA9B0F37B36EB91FAFA0A510A26BD6E7BED2285E6351A85085A5F388',X'D2219392ABF6E5506AF23C5636B990FEF25616F38997596FD1A3F7C5DAAA673D');
INSERT INTO "event" VALUES(50,'5c1288f4-adcb-539e-abc7-69e210df2196','score-prd_73pt6dgtd6',1,'prediction.scored',1,'2025-03-02T00:00:00.000000Z','2026-01-21T00:00:00.000000Z','worker:score','75fbfc65-d89d-518d-b1bc-a1b6bbd583a2','score-prd_73pt6dgtd6-48','7ad2506e-48e7-5654-ae6a-2a7e625f3940','{"prediction":"prd_73pt6dgtd6","resolution_number":1,"resolution_event":"7ad2506e-48e7-5654-ae6a-2a7e625f3940","outcome":"yes","known_at":"2025-03-01T00:00:00Z","rule_versions":{"ae_median":1,"baseline":1,"brier":1,"brier2":1,"coverage":1,"daily":1,"log":1,"mean_update":1,"multi_brier":1,"ordinal":1,"peer":1,"relative_brier_vs_daily_median":1,"rps":1,"rps_normalised":1,"spherical":1,"time_weighted":1,"twcrps":1,"wis":1},"inputs_digest":"1523651e366dfc4dab748ca42053d56f0436d971288e6643db5c97aded8365e7","chunk":1,"chunks":1,"rows":[{"forecaster":"fcr_k7taw0dpnq","values":{"baseline_first":-73.69655941662063,"baseline_last":26.303440583379377,"baseline_time_weighted":-8.553022130279652,"brier2_daily":0.6667796610169491,"brier2_first":0.9799999999999999,"brier2_last":0.32000000000000006,"brier2_mean_update":0.6499999999999999,"brier2_time_weighted":0.21734806629834252,"brier_daily":0.33338983050847454,"brier_first":0.48999999999999994,"brier_last":0.16000000000000003,"brier_mean_update":0.32499999999999996,"brier_time_weighted":0.10867403314917126,"log_first":1.2039728043259361,"log_first_unclipped":1.2039728043259361,"log_last":0.5108256237659907,"log_last_unclipped":0.5108256237659907,"p_first":0.3,"p_last":0.6,"peer":0.0,"relative_brier_vs_daily_median":0.0,"skill_daily_vs_half":-0.33355932203389815,"spherical_first":0.3939192985791677,"spherical_last":0.8320502943378436},"coverage":0.3259668508287293,"updates":2,"marks":["imported"],"inputs":["c0d28c8f-1116-582b-bbd0-8164d5cf48fc","58176de4-2bf4-5ea5-8669-4d76db85d16e"]}]}',X'1BE57176FA62D69E4A314D8AE6DE100E',X'869F49DA9243F02B33C8E475F0ABE9087795A24DE6EFE659D321A2D9E7E2E8B1',X'33B51AA92821445717A7C1D37EDDC49FFCAF4818114BA6C545BAD0BCA3C82196');
INSERT INTO "event" VALUES(51,'01a23002-7766-7033-843f-c01dda476ccc','import-75fbfc65-d89d-518d-b1bc-a1b6bbd583a2',2,'import.finished',1,'2026-01-21T00:00:00.000000Z','2026-01-21T00:00:00.000000Z','key_d3yy1ksx1w','75fbfc65-d89d-518d-b1bc-a1b6bbd583a2','c',NULL,'{"run":"75fbfc65-d89d-518d-b1bc-a1b6bbd583a2","from_source":"finished"}',X'6899EF0F1BCE1FB1A2E766AB024E6557',X'E9AA7012B506749D78428A567D9CA3CD769C729324D81F9418B6533510BE9410',X'48936F5D3D85D055A68EA7FE57C718BD9566910BA0D14CE0030C94F1B87DDFFA');
INSERT INTO "event" VALUES(52,'6f3a8de9-0aab-569d-bd2c-12598ac0ba12','forecaster-fcr_e9dh39t3wz',1,'forecaster.recorded',1,'2025-01-01T00:00:00.000000Z','2026-01-21T00:00:00.000000Z','key_d3yy1ksx1w','89ccdd98-79d1-5436-9137-200f28a5bb7b','test',NULL,'{"forecaster":"fcr_e9dh39t3wz","name":"Ada","imported":{"name":"held","external_id":"ada"}}',X'F8090F9B33D44082FD6A18A30C6CDFF6',X'F2934AE8A0205AACDE49B7A1FA44953D75C7DA90832662945CE6FFDF8A64BA7B',X'4E9518C6D524B9F5CE1C9B0403E25E338066F2952B7020F958E76C5C8122A48C');
INSERT INTO "event" VALUES(53,'01a23002-777e-7189-8ed3-352070792e4f','import-89ccdd98-79d1-5436-9137-200f28a5bb7b',1,'import.started',1,'2026-01-21T00:00:00.000000Z','2026-01-21T00:00:00.000000Z','key_d3yy1ksx1w','89ccdd98-79d1-5436-9137-200f28a5bb7b','test',NULL,'{"run":"89ccdd98-79d1-5436-9137-200f28a5bb7b","from_source":"held","timezone":"UTC"}',X'2542A54BFB7F2C7D2C27ADA1037ED0B7',X'22A795C3F2C23192AFFB54F1CE97FA1425932D36325DD04E6C7DC12ED8B0E4A1',X'3A2BFDF57DA3C32DF1B1511B7714653DAA6CCB6CAEC2428E40750CA38D8C6094');
INSERT INTO "event" VALUES(54,'d7bb6328-bda9-5d77-80c3-cb8bb6a1d7e8','essay-ess_2f4wsp2c9y',1,'essay.recorded',1,'2025-01-01T00:00:00.000000Z','2026-01-21T00:00:00.000000Z','key_d3yy1ksx1w','89ccdd98-79d1-5436-9137-200f28a5bb7b','test',NULL,'{"essay":"ess_2f4wsp2c9y","published_at":"2025-01-01T00:00:00Z","byline":"ada","title":"On cabinets","text_sha256":"6ad80da8dfb8d19bb035d927063e3cf872614ba8dced8c3e3f7276a812e80f98","imported":{"name":"held","external_id":"E1"}}',X'2020D1125511FF617AE0B524125FDFDF',X'B7448BD563D84395F6F7B1477D0A486AB4BD1CC5A66CE443CC730D794B1799E8',X'39C0E3A0CB2B9BD79426113B4F4F7970F3F2AB1FF8FB93A553C52C6C07610705');
INSERT INTO "event" VALUES(55,'3a1dd73c-d642-5f44-9d48-3a03c5ac1cb1','claim-clm_fqxytnx569',1,'claim.recorded',1,'2025-01-01T00:00:00.000000Z','2026-01-21T00:00:00.000000Z','key_d3yy1ksx1w','89ccdd98-79d1-5436-9137-200f28a5bb7b','test',NULL,'{"claim":"clm_fqxytnx569","essay":"ess_2f4wsp2c9y","stance":"asserts","quote":{"exact":"It falls"},"made_at":"2025-01-01T00:00:00Z","imported":{"name":"held","external_id":"C1"}}',X'FB20E8AD22B76BE36F07AC127510AB57',X'C08F2FA67D5AC9799648DF947E95ACC125E28295C2575C52B8C2EB41B54EA663',X'4A3FD82841A4A828AE0BE7E672AB5510650D4ECDF4C2FB32DEB05ACB8EDE4EA8');
INSERT INTO "event" VALUES(56,'908a85e7-cb96-5675-aeee-5eec01fccf90','prediction-prd_ffyxbpf6m6',1,'prediction.recorded',1,'2025-01-01T00:00:00.000000Z','2026-01-21T00:00:00.000000Z','key_d3yy1ksx1w','89ccdd98-79d1-5436-9137-200f28a5bb7b','test',NULL,'{"prediction":"prd_ffyxbpf6m6","kind":"binary","statement":"The cabinet falls","opens":"2025-01-01T00:00:00Z","closes":"2025-07-01T00:00:00Z","timezone":"UTC","closes_on":"2025-06-30","essay":"ess_2f4wsp2c9y","claim":"clm_fqxytnx569","imported":{"name":"held","external_id":"P1"}}',X'D772C8452D1ED8EB5BBD821264B06B89',X'5DF14410B0C2F54CBCD2849A7CF273A365F9481DAADC5B962D6B21DB681F3130',X'A76404FC0AA26A09A23F4BEC16625470D89520566C42038AB8BF2079A9412973');
INSERT INTO "event" VALUES(57,'f3826c53-83f4-587c-995d-00c2f16ecc99','forecast-prd_ffyxbpf6m6-fcr_e9dh39t3wz',1,'forecast.stated',1,'2025-01-01T00:00:00.000000Z','2026-01-21T00:00:00.000000Z','key_d3yy1ksx1w','89ccdd98-79d1-5436-9137-200f28a5bb7b','test',NULL,'{"forecast":"fct_rk8sz1tg1a","prediction":"prd_ffyxbpf6m6","forecaster":"fcr_e9dh39t3wz","p":0.3,"probability_source":"author_numeric","made_at":"2025-01-01T00:00:00Z","seq":1}',X'79A0C339372CCD273F6B1F977F23F92A',X'CA84ED40F1AD3B97F0FB652C984C79D023A5EE41773B8F2026F919ABA13FAD6C',X'E12B626B1F94D439650E2367133FAB0AE6F6D3188BA0EA18128DC541243517DE');
INSERT INTO "event" VALUES(58,'7c6b97a0-749b-5e5d-8cee-7512fe984fc5','forecast-prd_ffyxbpf6m6-fcr_e9dh39t3wz',2,'forecast.stated',1,'2025-02-01T00:00:00.000000Z','2026-01-21T00:00:00.000000Z','key_d3yy1ksx1w','89ccdd98-79d1-5436-9137-200f28a5bb7b','test',NULL,'{"forecast":"fct_9gbmxbjjej","prediction":"prd_ffyxbpf6m6","forecaster":"fcr_e9dh39t3wz","p":0.6,"probability_source":"author_numeric","made_at":"2025-02-01T00:00:00Z","seq":2}',X'A943709E713ACFD531A881B22A662DE7',X'0B0B5C3270BECAACCC525726C82EE8A8330139A625253B40A8CD45374C093C7D',X'14336680004DEECF76EB95193CD0434968892A2CF3F36B3A2F387F54F46B7141');
INSERT INTO "event" VALUES(59,'01a23002-779b-72d7-bba8-f501aa9b09f8','forecast-prd_qc2211nwsr-fcr_1ffcnxbenq',1,'forecast.stated',1,'2026-01-21T00:00:00.000000Z','2026-01-21T00:00:00.000000Z','key_d3yy1ksx1w',NULL,'test',NULL,'{"forecast":"fct_4avnspexz0","prediction":"prd_qc2211nwsr","forecaster":"fcr_1ffcnxbenq","p":0.675,"probability_source":"author_verbal","made_at":"2026-01-21T00:00:00Z","as_said":"likely","term":"likely","scale":"icd203","low":0.55,"high":0.8}',X'4EF085895A11A7657652A1E2B90F2E72',X'CD12A637072A6D379E899A6A3EA63C8F5CFA134CFBC3360DF620FC2724D90CC3',X'28D963A5B0E49979E220F367F0470A4F5B0B484943B0D027C69D671BD4FDA509');
INSERT INTO "event" VALUES(60,'01a23002-779a-77aa-a97e-ea52076a82b7','prediction-prd_qc2211nwsr',1,'prediction.recorded',1,'2026-01-21T00:00:00.000000Z','2026-01-21T00:00:00.000000Z','key_d3yy1ksx1w',NULL,'test',NULL,'{"prediction":"prd_qc2211nwsr","kind":"binary","statement":"Typo","opens":"2026-01-21T00:00:00Z","closes":"2027-01-01T00:00:00Z","timezone":"UTC","closes_on":"2026-12-31","author":"fcr_1ffcnxbenq"}',X'93B17BC5136978238774C974D973D66C',X'65F98E33447F994B03F17C5326DAF3CE1244F7F62E5B366151F4BB9F72E9035B',X'063A392E50B2CC19F1E1AA539E83888EA873555221532B32EF99C73E0762A70D');
INSERT INTO "event" VALUES(61,'01a23002-77a2-75e2-86cd-f46fc155fd25','prediction-prd_qc2211nwsr',2,'prediction.undone',1,'2026-01-21T00:00:00.000000Z','2026-01-21T00:00:00.000000Z','key_d3yy1ksx1w',NULL,'test',NULL,'{"prediction":"prd_qc2211nwsr"}',X'AE02FFF52A03DFFC99153E775E1F71ED',X'6215645E6FB75ADF8E88000A1DFA8883B95B378C6B73DE2D12CE03575DEBA940',X'F4DADC4E1B2F2AF91C41AFDF83F9E35E4C626E8B800152120A0DB7CB9D7A3E15');
INSERT INTO "event" VALUES(62,'01a23002-77ae-76c5-bd07-8753e7878396','forecast-prd_wxdsa2fq5c-fcr_1ffcnxbenq',1,'forecast.stated',1,'2026-01-21T00:00:00.000000Z','2026-01-21T00:00:00.000000Z','key_d3yy1ksx1w',NULL,'test',NULL,'{"forecast":"fct_z996n520jg","prediction":"prd_wxdsa2fq5c","forecaster":"fcr_1ffcnxbenq","p":0.9,"probability_source":"author_numeric","made_at":"2026-01-21T00:00:00Z","as_said":"0.9"}',X'B19A10A8D826EB92058B04951BD19480',X'2F3160E2C57BFDD81BECDC439BFC24FA5D8A8B56A581CD479F721DE99A8F423F',X'E08FE5ECF67556912E312BB94E5C14DBA2F2DA3F006DDCCCC83FE8C9F32B289C');
INSERT INTO "event" VALUES(63,'01a23002-77ae-76c5-bd07-87522eae0f51','prediction-prd_wxdsa2fq5c',1,'prediction.recorded',1,'2026-01-21T00:00:00.000000Z','2026-01-21T00:00:00.000000Z','key_d3yy1ksx1w',NULL,'test',NULL,'{"prediction":"prd_wxdsa2fq5c","kind":"graded","statement":"Graded","opens":"2026-01-21T00:00:00Z","closes":"2027-01-01T00:00:00Z","timezone":"UTC","closes_on":"2026-12-31","author":"fcr_1ffcnxbenq","visibility":"private"}',X'438BD0A002494963FE1854AF775A8360',X'7B57E85966263B6ACB400C564A47B35ABDCE64C071925D45BC19FF8955E6CA39',X'41A68F88B692CF61D97553EAF902132978DFDAAF893AB6D05DC2B84358A27C3A');
INSERT INTO "event" VALUES(64,'01a23002-77ba-73bc-8bcd-5a23f3934dce','prediction-prd_wxdsa2fq5c',2,'prediction.graded',1,'2026-01-21T00:00:00.000000Z','2026-01-21T00:00:00.000000Z','key_d3yy1ksx1w',NULL,'test',NULL,'{"prediction":"prd_wxdsa2fq5c","grader":"g","grade":4,"graded_at":"2026-01-21T00:00:00Z"}',X'5A204EBD044A33725A95D4CC17DC9BEF',X'52F965298AF3E1E7A85C93FA0828AD4DCFA11C12CAD673BFE652FE53D199AD7A',X'67C3C128ADDC72752DE5196BD635FB4646C27317FD9FEA2E2FE788FEF7DE6E07');
INSERT INTO "event" VALUES(65,'01a23002-77be-72e9-b3d3-c9b2149d352f','prediction-prd_wxdsa2fq5c',3,'prediction.opened_up',1,'2026-01-21T00:00:00.000000Z','2026-01-21T00:00:00.000000Z','key_d3yy1ksx1w',NULL,'test',NULL,'{"prediction":"prd_wxdsa2fq5c","visibility":"public"}',X'890AADE29363EEE6EE6FBDFF9103656B',X'BC077443D62EBCDBB049AD7C22032C87C4E96CF6D57F19BFE4ED0BD6334D6AAD',X'FF3B6631BAABFEF598206FDACE23C26CD69A2F98440AA299DE3B14237759CAB5');
INSERT INTO "event" VALUES(66,'01a23002-77c2-73f0-934a-1f24cbb9f0e7','prediction-prd_0nywrrhf50',1,'prediction.recorded',1,'2026-01-21T00:00:00.000000Z','2026-01-21T00:00:00.000000Z','key_d3yy1ksx1w',NULL,'test',NULL,'{"prediction":"prd_0nywrrhf50","kind":"conditional","statement":"If they meet","opens":"2026-01-21T00:00:00Z","closes":"2027-01-01T00:00:00Z","timezone":"UTC","closes_on":"2026-12-31","author":"fcr_1ffcnxbenq","antecedent":{"statement":"They meet","by":"2027-01-01T00:00:00Z","by_on":"2026-12-31","rule":{"event_type":"cabinet.resigns"}},"consequent":{}}',X'53C821EC593138E9FEB4E40AB28CB4CA',X'BABF39C76CA121F0DB0B44CE506F9DAA22F83F850A2DF5A4C4CA99398CC55E51',X'1B08D92396EAF0C2422536DFEBF1E5D62D9491F4E4B470F15456239B27F7DFC1');
INSERT INTO "event" VALUES(67,'01a23002-77ce-74c1-b324-dc70613653b7','forecast-prd_jq8ke69m4b-fcr_1ffcnxbenq',1,'forecast.stated',1,'2026-01-21T00:00:00.000000Z','2026-01-21T00:00:00.000000Z','key_d3yy1ksx1w',NULL,'test',NULL,'{"forecast":"fct_sey4yvjte2","prediction":"prd_jq8ke69m4b","forecaster":"fcr_1ffcnxbenq","probability_source":"author_numeric","made_at":"2026-01-21T00:00:00Z","probabilities":{"A":0.3,"B":0.7}}',X'EA2912B399AC3030C79CCD4315E0FE1D',X'7D3EE36236C52625F866B11FC496714D379586FE8E346CABA8A000CD7D224179',X'9211F13213E375232F2F233C881496F5B0ADE6CE62635F058F2B506BA2280359');
INSERT INTO "event" VALUES(68,'01a23002-77ce-74c1-b324-dc6fde4e60bb','prediction-prd_jq8ke69m4b',1,'prediction.recorded',1,'2026-01-21T00:00:00.000000Z','2026-01-21T00:00:00.000000Z','key_d3yy1ksx1w',NULL,'test',NULL,'{"prediction":"prd_jq8ke69m4b","kind":"categorical","statement":"Who","opens":"2026-01-21T00:00:00Z","closes":"2027-01-01T00:00:00Z","timezone":"UTC","closes_on":"2026-12-31","author":"fcr_1ffcnxbenq","options":["A","B"]}',X'145A0D1154703B8B2A0BE8A983B810A3',X'BA7A2F6296FE899A58252CD356EB312D287F19BDC34F779689EB6EB4F82A6230',X'F5000A5A2AEB5268E8A25EB7D6F315A9174AD0AEA99273B8B9D36278D2296482');
INSERT INTO "event" VALUES(69,'01a23002-77d0-731c-9551-9029195a8b86','prediction-prd_jq8ke69m4b',2,'prediction.amended',1,'2026-01-21T00:00:00.000000Z','2026-01-21T00:00:00.000000Z','key_d3yy1ksx1w',NULL,'test',NULL,'{"prediction":"prd_jq8ke69m4b","reason":"clearer","statement":"Who wins"}',X'7A9C01EB6DB7A63CE67327E3F8750597',X'2A96CA41B6B0A103726D6B9DCD24C59AAFB389848C80D609D7D042E6A8E5BDA3',X'FA4BBB9421E52148D00D844D3C22FA72DBC35E97F6A31C10B02D9536FC9D0A8C');
INSERT INTO "event" VALUES(70,'01a23002-77d7-77d9-8ce9-80fff9cd5107','development-dev_5mg7dmmpdj',1,'development.recorded',1,'2026-01-21T00:00:00.000000Z','2026-01-21T00:00:00.000000Z','key_d3yy1ksx1w',NULL,'test',NULL,'{"development":"dev_5mg7dmmpdj","headline":"It came to A: Who wins","timezone":"UTC","occurred_on":"2026-01-19","about":["prd_jq8ke69m4b"],"source_urls":["https://news.example/1"],"note":"I was there"}',X'C280D04B72DE4FE730F73B2991E4C01C',X'E47B0EE96CD2EF472EAEA984052CA2CF727C93412B464B804F5308545958393A',X'7909D2CBCF31D5E282EF7BB64EFB2CF7AB4223CAA0DD0A7DF106720CEDFCA363');
INSERT INTO "event" VALUES(71,'01a23002-77d7-77d9-8ce9-8100ede8e774','prediction-prd_jq8ke69m4b',3,'prediction.resolved',1,'2026-01-21T00:00:00.000000Z','2026-01-21T00:00:00.000000Z','key_d3yy1ksx1w',NULL,'test',NULL,'{"prediction":"prd_jq8ke69m4b","resolution_number":1,"outcome":"A","known_at":"2026-01-19T00:00:00Z","final_at":"2026-01-24T00:00:00Z","basis":"person","judged_by":"author","cites":["dev_5mg7dmmpdj"],"note":"I was there"}',X'3901AE15C7A89F44039EB223BFBF879A',X'2DF3FB7D5D7F989B0F66C03953BC7B60277F7975AEC31EE65D45BCAFC0C95BCE',X'75EB93F9A3CFBA38B2FBD1CD83D0B084BDC57DF8DA8552AFF19AF162C2DA7DA5');
INSERT INTO "event" VALUES(72,'01a23002-77d8-719d-a2ac-4c571c8e470d','prediction-prd_jq8ke69m4b',4,'evidence.linked',1,'2026-01-21T00:00:00.000000Z','2026-01-21T00:00:00.000000Z','key_d3yy1ksx1w',NULL,'test',NULL,'{"prediction":"prd_jq8ke69m4b","development":"dev_5mg7dmmpdj","bearing":"supports","strength":"decisive"}',X'12E2EA6244287F753967C729A52E37DC',X'33FB96E45BDD1AAD30C33D66F33A46DB7A43F2526B27A199102F83136FD79B21',X'076A1188B56CF53362B76277D64D0074EF95D7547063E7E3AC770E9E231ADBB5');
INSERT INTO "event" VALUES(73,'01a23002-77e2-70bf-bf5f-13b53ce45def','prediction-prd_jq8ke69m4b',5,'prediction.disputed',1,'2026-01-21T00:00:00.000000Z','2026-01-21T00:00:00.000000Z','key_d3yy1ksx1w',NULL,'test',NULL,'{"prediction":"prd_jq8ke69m4b","resolution_number":1,"reason":"recount"}',X'472FEBAEF793B814B8B7CDD878E6D8CD',X'2282E3D4774A9C53EC51EF94926C3B8A7185C0D5C948864F25A4E40C8E74DA32',X'A0CF5710D80FF57AB7EB70F194A5F68F8F37741273903F03FAC773822474DAA3');
INSERT INTO "event" VALUES(74,'01a23002-77ee-72b1-bfdd-6bb690ce8d5f','development-dev_9zmseh2xnw',1,'development.recorded',1,'2026-01-21T00:00:00.000000Z','2026-01-21T00:00:00.000000Z','key_d3yy1ksx1w',NULL,'test',NULL,'{"development":"dev_9zmseh2xnw","headline":"A rumour","timezone":"UTC","occurred_on":"2026-01-10","event_type":"rumour"}',X'FDDD3C4ED26BE2EE27B1652606F6F644',X'3E878E10D54CD18BB77C2A140CEBE4BA31D01D07876F8F047446555AF812705B',X'A18B0F858FE8D002BEDB1B7512A53F2B569F135749FF081875D275A5E3BCA83D');
INSERT INTO "event" VALUES(75,'01a23002-77f8-74f7-a1e9-70dc035f2408','forecast-prd_kh7ftpddra-fcr_1ffcnxbenq',1,'forecast.stated',1,'2026-01-21T00:00:00.000000Z','2026-01-21T00:00:00.000000Z','key_d3yy1ksx1w',NULL,'test',NULL,'{"forecast":"fct_pmskxb4930","prediction":"prd_kh7ftpddra","forecaster":"fcr_1ffcnxbenq","p":0.2,"probability_source":"author_numeric","made_at":"2026-01-21T00:00:00Z","as_said":"0.2"}',X'A6FE19F0BABE30D3128CA44BCD8C4BB0',X'34EEDF81237DFD9D1443B70291381872DE3E575C351A734E871F1185479DCA53',X'B4D347840A30200A8F33BC735F8C88E337CF5D7D576E9AB2EBC0FEE2DF3EB52E');
INSERT INTO "event" VALUES(76,'01a23002-77f7-74b1-9011-184729ef745b','prediction-prd_kh7ftpddra',1,'prediction.recorded',1,'2026-01-21T00:00:00.000000Z','2026-01-21T00:00:00.000000Z','key_d3yy1ksx1w',NULL,'test',NULL,'{"prediction":"prd_kh7ftpddra","kind":"binary","statement":"Weighed","opens":"2026-01-21T00:00:00Z","closes":"2027-01-01T00:00:00Z","timezone":"UTC","closes_on":"2026-12-31","author":"fcr_1ffcnxbenq"}',X'740CDBDB466EA40250DFC0C674B940D8',X'F3BB49241AC9AEADBF11719E870DCA48FC1C86D295390642B400170686854523',X'602E74BC4F81420A6CCDD4A5C3EB235513FC916AC9E2481EA506C5871C53E21F');
INSERT INTO "event" VALUES(77,'01a23002-7806-77e6-90d5-7658b5d538df','prediction-prd_kh7ftpddra',2,'evidence.linked',1,'2026-01-21T00:00:00.000000Z','2026-01-21T00:00:00.000000Z','key_d3yy1ksx1w',NULL,'test',NULL,'{"prediction":"prd_kh7ftpddra","development":"dev_9zmseh2xnw","bearing":"supports","strength":"slight"}',X'7F00AE054EF6DBF39F5034A196EBF294',X'8BAA7901F84FB631F267748AF1154188E02B32EBB32C7C9AE6D0551D73676451',X'011BDBCD8F1701237F924CF2A66B5900CE2223991D28B6AB75637AE6B69A1E0A');
INSERT INTO "event" VALUES(78,'01a23002-7812-7017-8f73-646cdb7ae8e8','prediction-prd_kh7ftpddra',3,'prediction.withdrawn',1,'2026-01-21T00:00:00.000000Z','2026-01-21T00:00:00.000000Z','key_d3yy1ksx1w',NULL,'test',NULL,'{"prediction":"prd_kh7ftpddra","reason":"no more"}',X'D93B640FEED4C445C96AB05AD7C338D7',X'25E83A66E1C7B809725B7EF26207F801456E7003F47A0917B3222E1D0CF37178',X'185A2EA30D285E0225BEFD87AF6BBD6A20738FF3FE81B300114EB1941010BB66');
INSERT INTO "event" VALUES(79,'01a23002-7817-74b5-aca3-f37aaba8af45','forecast-prd_091emzt07n-fcr_1ffcnxbenq',1,'forecast.stated',1,'2026-01-21T00:00:00.000000Z','2026-01-21T00:00:00.000000Z','key_d3yy1ksx1w',NULL,'test',NULL,'{"forecast":"fct_zt0g8z61cy","prediction":"prd_091emzt07n","forecaster":"fcr_1ffcnxbenq","p":0.4,"probability_source":"author_numeric","made_at":"2026-01-21T00:00:00Z","as_said":"0.4"}',X'1A28A5654A10181936857A22DD436BCE',X'C2DEA9ABC89D475FF61A0CA728DF8FB017317FA0B8D520F65384F90C8E739111',X'7A8E9A85D2958C334936994E696DA4692B59606E9D8A36F1D3F3E5D099BC5F8C');
INSERT INTO "event" VALUES(80,'01a23002-7816-74ed-9cab-c3c07b019644','prediction-prd_091emzt07n',1,'prediction.recorded',1,'2026-01-21T00:00:00.000000Z','2026-01-21T00:00:00.000000Z','key_d3yy1ksx1w',NULL,'test',NULL,'{"prediction":"prd_091emzt07n","kind":"binary","statement":"Void","opens":"2026-01-21T00:00:00Z","closes":"2027-01-01T00:00:00Z","timezone":"UTC","closes_on":"2026-12-31","author":"fcr_1ffcnxbenq"}',X'52FBB6AC7D22223ABD17802C5B5ACAEE',X'FFDAC54F89EB881315397C2A91E6750DBB929CFC816BFBD0CD596EE068336CFE',X'5E52CB703B6D5DBEA3515CEB13CD1FADB14D16F03B6473F8981779422A569A6F');
INSERT INTO "event" VALUES(81,'01a23002-781e-7550-8210-7cded68c6d72','prediction-prd_091emzt07n',2,'prediction.annulled',1,'2026-01-21T00:00:00.000000Z','2026-01-21T00:00:00.000000Z','key_d3yy1ksx1w',NULL,'test',NULL,'{"prediction":"prd_091emzt07n","resolution_number":1,"reason":"ambiguous","known_at":"2026-01-21T00:00:00Z","final_at":"2026-01-24T00:00:00Z","basis":"person","judged_by":"author"}',X'E8662D04A08F76BAEEADE8D00E7C3C83',X'D151D47665258F2C4B960D41AA30E4272385C3992774F6767670C6D56C4CBB1A',X'8D5507E7B3C3BFC2B4675915A1F9EAEE9A97D0D1CFFA13B7F7C6BCBA1B1E4228');
INSERT INTO "event" VALUES(82,'01a23002-7822-758c-a4b9-72d69ec1d2dc','development-dev_9x9a9pf7pz',1,'development.recorded',1,'2026-01-21T00:00:00.000000Z','2026-01-21T00:00:00.000000Z','key_d3yy1ksx1w',NULL,'test',NULL,'{"development":"dev_9x9a9pf7pz","headline":"A hoax","timezone":"UTC","occurred_on":"2026-01-10","tags":["hoax"]}',X'9A859EF18259A21240DE774C5FF72352',X'9256D5B26B5A5854202AB7BB5056ECE9B9AF5E2B1BC64F44BAB59651022B99E3',X'FAE56EEB4CEFAE0D8A041778984933562F1B26EF50F2530D7DB1AC636EAFBDAC');
INSERT INTO "event" VALUES(83,'01a23002-782a-710f-a123-14d6a38aadbd','development-dev_9x9a9pf7pz',2,'development.retracted',1,'2026-01-21T00:00:00.000000Z','2026-01-21T00:00:00.000000Z','key_d3yy1ksx1w',NULL,'test',NULL,'{"development":"dev_9x9a9pf7pz","reason":"a hoax"}',X'D37DB18916255839899FF4CA72F8053F',X'5CA77D111A1AE8B6D9B8013F670CBA28B63AB723CE658FC4F5F23FCEC1999737',X'FDC1148764D876423A1397F7FD4047EBF7F7BD3E2FB1D0730771AFCB1C37625F');
INSERT INTO "event" VALUES(84,'01a23002-782e-730c-b659-d1e5ad53de2e','development-dev_9zmseh2xnw',2,'development.corrected',1,'2026-01-21T00:00:00.000000Z','2026-01-21T00:00:00.000000Z','key_d3yy1ksx1w',NULL,'test',NULL,'{"development":"dev_9zmseh2xnw","headline":"No rumour","timezone":"UTC","occurred_on":"2026-01-11","event_type":"news","reason":"it is true"}',X'768D2FE4D05BEBD0929F159BC791F2E3',X'2A5A418A0BFDCF20DC893F592E50E7F4641F87A90FE88BDADD2D1283FA61264A',X'E7648C6F0CEE044245AA4DFF9FC12C270526E6C712783A3403BA8B6A58C19591');
INSERT INTO "event" VALUES(85,'80054359-1f2c-5ec2-ae22-7c20f6e71276','score-prd_jq8ke69m4b',1,'prediction.scored',1,'2026-01-21T00:00:00.000000Z','2026-01-21T00:00:00.000000Z','worker:score',NULL,'score-prd_jq8ke69m4b-71','01a23002-77d7-77d9-8ce9-8100ede8e774','{"prediction":"prd_jq8ke69m4b","resolution_number":1,"resolution_event":"01a23002-77d7-77d9-8ce9-8100ede8e774","outcome":"A","known_at":"2026-01-19T00:00:00Z","rule_versions":{"ae_median":1,"baseline":1,"brier":1,"brier2":1,"coverage":1,"daily":1,"log":1,"mean_update":1,"multi_brier":1,"ordinal":1,"peer":1,"relative_brier_vs_daily_median":1,"rps":1,"rps_normalised":1,"spherical":1,"time_weighted":1,"twcrps":1,"wis":1},"inputs_digest":"21a133bd7d1256757b93412dccd7f48b27faddc08caea817851c558c3ea861ba","chunk":1,"chunks":1,"rows":[{"forecaster":"fcr_1ffcnxbenq","late":1,"marks":["retrospective","late"]}]}',X'112939537CE08E38A23B28B45E99AA4D',X'C107423AF66EF43B4470C1F85826E73BDD2D079DA74AABDD0E88DD774F182193',X'0570DF0D69395DC01EC3C771631F8ACF192A7A515CF122EB6A14AE1310027751');
INSERT INTO "event" VALUES(86,'01a23002-7863-768a-868f-244566859e66','endpoint-sub_s7ben55zcp',1,'endpoint.registered',1,'2026-01-21T00:00:00.000000Z','2026-01-21T00:00:00.000000Z','key_d3yy1ksx1w',NULL,'test',NULL,'{"endpoint":"sub_s7ben55zcp","key":"key_d3yy1ksx1w","connector":"webhook","origin":"https://one.example","wants":{"types":["notice.recorded","notice.resolved","notice.corrected","notice.opened","digest.published"]}}',X'8AC17758CE6DDBEFBF7F5FC15405031E',X'0F640D1C2958E3CADA1B9BA24E8F5548CEC7CC4B4B91F3176E1895FDB9A845CF',X'E0421A52559058FBBEFFBA357F343C3E45887EDD8AECA86F133C5849AE5FEE41');
INSERT INTO "event" VALUES(87,'01a23002-7868-76fc-8ca4-d65c553a82a6','endpoint-sub_hgft3tferc',1,'endpoint.registered',1,'2026-01-21T00:00:00.000000Z','2026-01-21T00:00:00.000000Z','key_d3yy1ksx1w',NULL,'test',NULL,'{"endpoint":"sub_hgft3tferc","key":"key_d3yy1ksx1w","connector":"webhook","origin":"https://two.example","wants":{"types":["notice.recorded","notice.resolved","notice.corrected","notice.opened","digest.published"]}}',X'6E3F98BC872A05F22E8C84D6D57D984B',X'9C931FC77EBF1D87005A411CBD96D0B9EBDE0BFAA5B23689F9F0D55E618B6196',X'74CA8E700E2B0AEE84B5B359EBA1E3AA9E34FE9C55A36E858B27ECBECCE28A44');
INSERT INTO "event" VALUES(88,'01a23002-786e-737b-878f-6496f6cad656','endpoint-sub_s7ben55zcp',2,'endpoint.verified',1,'2026-01-21T00:00:00.000000Z','2026-01-21T00:00:00.000000Z','test',NULL,'test',NULL,'{"endpoint":"sub_s7ben55zcp"}',X'9F055467B3ED8018B5393021F39CCCC4',X'4EA7775BEE1BB322155547F4DC0ECE2087CA43AF81BD67C45EF0F5F0AFF1C148',X'11673DAA4475A2BBF3F2341EDCA95EDD42E9702E37F2FFF9D867C153CFB32567');
INSERT INTO "event" VALUES(89,'01a23002-7872-7632-a07c-389a8bc4d448','endpoint-sub_s7ben55zcp',3,'endpoint.changed',1,'2026-01-21T00:00:00.000000Z','2026-01-21T00:00:00.000000Z','key_d3yy1ksx1w',NULL,'test',NULL,'{"endpoint":"sub_s7ben55zcp","wants":{"types":["notice.recorded","notice.resolved","notice.corrected","notice.opened","digest.published"],"digest":{"every":"day","hour":7,"timezone":"UTC"}},"name":"News"}',X'BEFBE3FB9ED03805AC030DEB4BEF6620',X'6A1FF1C7AD7AE539C0A0E7723481E2A3F349434E6AE3931C1F3B5F3A1DBE4D56',X'6F177DDE36AEC7DE01AA7E6B912F3A2DF2DA2D9B1DE0BB57F48EC722FE5D8954');
INSERT INTO "event" VALUES(90,'01a23002-7876-74a0-a02f-a1be878069d1','endpoint-sub_s7ben55zcp',4,'endpoint.changed',1,'2026-01-21T00:00:00.000000Z','2026-01-21T00:00:00.000000Z','key_d3yy1ksx1w',NULL,'test',NULL,'{"endpoint":"sub_s7ben55zcp","origin":"https://three.example"}',X'2B6D02E95C8491558AAA47BBA58692A9',X'D3D9B99C2FDAEC504B215FCB4C02970CF9E70387CD61BD4B4377F13087FE4877',X'89C2FC77CD22AAF8491242BC2CF209EF0AB9C8D13D7FCDC14F098BA0F996339F');
INSERT INTO "event" VALUES(91,'01a23002-7877-7712-9b07-004c7758eb9b','endpoint-sub_s7ben55zcp',5,'endpoint.secret_rotated',1,'2026-01-21T00:00:00.000000Z','2026-01-21T00:00:00.000000Z','key_d3yy1ksx1w',NULL,'test',NULL,'{"endpoint":"sub_s7ben55zcp","secret":2,"overlap_until":"2026-01-21T01:00:00Z"}',X'285EB3377DB8D1F5F99B701A18AA10F8',X'49ED81DB6B8F4D940FD96233AE8DE950A13A683F0FCDF5674DB1313A45151736',X'365E06E504B4FFB20252923D371161CCBA9F9E1315DF242BF666B9D299A6DA89');
INSERT INTO "event" VALUES(92,'01a23002-7878-71d2-b389-6bc3c6f57e1a','endpoint-sub_s7ben55zcp',6,'endpoint.disabled',1,'2026-01-21T00:00:00.000000Z','2026-01-21T00:00:00.000000Z','key_d3yy1ksx1w',NULL,'test',NULL,'{"endpoint":"sub_s7ben55zcp","because":"paused"}',X'28ED4C3B0AB155DDF4A92A7651BEFFCF',X'16BAC7D2231834E88739673BA62D36C05B8CBFC4B39AD5112E761DFB101C6728',X'539D0CA815AC11FDC928F62DF0C6390405AACC7225706819F50092517F4D3A63');
INSERT INTO "event" VALUES(93,'01a23002-787a-71dc-a566-cab7203c47f3','endpoint-sub_hgft3tferc',2,'endpoint.removed',1,'2026-01-21T00:00:00.000000Z','2026-01-21T00:00:00.000000Z','key_d3yy1ksx1w',NULL,'test',NULL,'{"endpoint":"sub_hgft3tferc"}',X'D5EFF95C04D831E3B323C73ADE4D9421',X'6F693DF6C3D53C157CD88F8C8C7ADC05A6C1EDF34403404BB9DC13C8B40436EB',X'BBEA9F2662CF06459B746C1E1C4269993B9F201C74A986DD373EEA60735F1725');
INSERT INTO "event" VALUES(94,'01a23002-787e-709a-afc5-f311da4fd608','key-key_qg77hs4mj8',1,'key.issued',1,'2026-01-21T00:00:00.000000Z','2026-01-21T00:00:00.000000Z','operator',NULL,'operator',NULL,'{"key":"key_qg77hs4mj8","name":"test","scopes":["read","record","resolve","webhooks","admin"],"forecaster":"fcr_1ffcnxbenq"}',X'2E049B829D51B3728BEAEB8BD9E19C30',X'CBC9E8EC22EE0E779EAF8CC0E618CC81824EBECC64DD5C0097F159F3621549EC',X'4977829C95B34887E8B593BD66F15083FE3183F1188DE57BD2F27B8E2D43AE72');
INSERT INTO "event" VALUES(95,'01a23002-787f-7576-bbad-b9bcdd21b3cf','key-key_qg77hs4mj8',2,'key.revoked',1,'2026-01-21T00:00:00.000000Z','2026-01-21T00:00:00.000000Z','operator',NULL,'operator',NULL,'{"key":"key_qg77hs4mj8"}',X'908410E44687EAC423B4739BAFC5F1BF',X'59E74DFBE2390E4ED368DC42F0AE837884CF2C15788533CCEC4FD9918907D5E3',X'1310A2D9C05E7BBD5E5F7F7C2617311590DB343CCF7B77EEDF9C7A98E86FA9C7');
INSERT INTO "event" VALUES(96,'01a23002-7880-7199-99b5-8321c37ce9a5','key-key_1veer43vxz',1,'key.issued',1,'2026-01-21T00:00:00.000000Z','2026-01-21T00:00:00.000000Z','operator',NULL,'operator',NULL,'{"key":"key_1veer43vxz","name":"test","scopes":["read","record","resolve","webhooks","admin"],"forecaster":"fcr_1ffcnxbenq"}',X'C9B9C3D7F814509E9F21F6A0B5F4929B',X'E155D4BFAFC0CF0CE771CAA3E5E52BDD2C13487C801CB567CABA00B6B84FA697',X'9F7583898A94F334BADE58B52BD6D940431E483A9F6A3CBD681E3B03C8E253BA');
INSERT INTO "event" VALUES(97,'01a23002-7881-7428-bc80-5157d655e9ed','key-key_1veer43vxz',2,'key.revoked',1,'2026-01-21T00:00:00.000000Z','2026-01-21T00:00:00.000000Z','operator',NULL,'operator',NULL,'{"key":"key_1veer43vxz","effective_from":"2026-01-22T00:00:00Z"}',X'EC78DD99E254D058DF4FC7E609682A01',X'5BDEC45632B64FD2B6D18FE79A66079D0E1C7A3BEB258E1A7DE9F4313A7039D4',X'99D5BF9DA9CC48FF0B1002418766791C129705EC81BCEE291D84E54DCE2D1949');
INSERT INTO "event" VALUES(98,'01a23002-7881-7428-bc80-51565f44c5b7','key-key_vhsgcjvn8p',1,'key.issued',1,'2026-01-21T00:00:00.000000Z','2026-01-21T00:00:00.000000Z','operator',NULL,'operator',NULL,'{"key":"key_vhsgcjvn8p","name":"test","scopes":["read","record","resolve","webhooks","admin"],"forecaster":"fcr_1ffcnxbenq","replaces":"key_1veer43vxz"}',X'3FFBD21B556975C8BCBB3825A80194F6',X'6ECBC5A50B7C52BB328801719F9DDDCEB770F008D99A355ED4504F1576C1233D',X'4AFEB44A2CCBFCC24E734A2CE23D9B9B5877F14CD21098A278CA63324F8625E4');
INSERT INTO "event" VALUES(99,'01a23002-7882-7436-8d68-2afded5ab39c','key-key_dmqy6jb9qa',1,'key.issued',1,'2026-01-21T00:00:00.000000Z','2026-01-21T00:00:00.000000Z','operator',NULL,'operator',NULL,'{"key":"key_dmqy6jb9qa","name":"n","scopes":["read"],"expires_at":"2026-01-22T00:00:00Z"}',X'ECDE54C6E29EBD7022102A9C44B1739B',X'07E7775B9450CB2CFF0EB7695B7485DFAD0D7210FA48B6B9B648FE200FA4CCD4',X'8D8AACDC5D54A1D1CA04FF38219B1F2B4B6EBE8641D693A31A3533E8EE989388');
INSERT INTO "event" VALUES(100,'01a23002-7882-7436-8d68-2aff6eae3d2d','key-key_0xxqx8nhjq',1,'key.issued',1,'2026-01-21T00:00:00.000000Z','2026-01-21T00:00:00.000000Z','operator',NULL,'operator',NULL,'{"key":"key_0xxqx8nhjq","name":"n","scopes":["read"],"expires_at":"2026-01-22T00:00:00Z","replaces":"key_dmqy6jb9qa"}',X'DC85454EEBC77AADCF7AE5E2911D729C',X'B5E760F6C8C37DCB87A819C7653C5FE8F913D3CE7F672C0080641DC9383B2F3A',X'1FD1980A7BBE1D3E7FD3C8F5342A30ED63656E25B91E2B9072BA0F3F53AC0248');
INSERT INTO "event" VALUES(101,'01a23002-7882-7436-8d68-2b00ed06542d','key-key_dmqy6jb9qa',2,'key.revoked',1,'2026-01-21T00:00:00.000000Z','2026-01-21T00:00:00.000000Z','operator',NULL,'operator',NULL,'{"key":"key_dmqy6jb9qa","effective_from":"2026-01-22T00:00:00Z"}',X'6A0A13147DED26221D35F0244CE93724',X'855066E0433329A10F40E30F1F44446052B21697FA8647C631FF30C93129BF69',X'09AD51120C8B27F789534C2F1CF494FD5945F7977698F676B3C11D021D1D53B3');
INSERT INTO "event" VALUES(102,'01a23002-7883-7639-9d81-49dd40f0d40f','key-key_2n08zcrctt',1,'key.issued',1,'2026-01-21T00:00:00.000000Z','2026-01-21T00:00:00.000000Z','operator',NULL,'operator',NULL,'{"key":"key_2n08zcrctt","name":"test","scopes":["read","record","resolve","webhooks","admin"],"forecaster":"fcr_1ffcnxbenq","replaces":"key_vhsgcjvn8p"}',X'B8E8835F210F66A2775BDA74E26E39BE',X'AF6AF3F7D86DE17A6A6109C4A69305481995DAE897105F92B2EAC4DA5CF2BA97',X'CFCDBD321A364BE77EA61144849F855CEE6D50AF52296D3CF9A74F3D791F5D70');
INSERT INTO "event" VALUES(103,'01a23002-7883-7639-9d81-49de9ec43b55','key-key_vhsgcjvn8p',2,'key.revoked',1,'2026-01-21T00:00:00.000000Z','2026-01-21T00:00:00.000000Z','operator',NULL,'operator',NULL,'{"key":"key_vhsgcjvn8p","effective_from":"2026-01-22T00:00:00Z"}',X'F4DBF2B746E1FF41A1E422CE4DEC04D7',X'8633A0F3678F1FD6D6748CAC5CE46971684533DF80E1DE74E2FCD4E6DDF8FB13',X'AF7128E0F70DCA3F2525198843D34B00A1DDF1B4AFCC30F78BF3080F84622D17');
INSERT INTO "event" VALUES(104,'01a23002-7884-77b7-89eb-d472a441371e','key-key_vhsgcjvn8p',3,'key.revoked',1,'2026-01-21T00:00:00.000000Z','2026-01-21T00:00:00.000000Z','operator',NULL,'operator',NULL,'{"key":"key_vhsgcjvn8p"}',X'78639C9024A52800470AC86B1B3AECBE',X'A6902773DBBD2045B3AD7D9FD757F8DB764D8356048DBDA0806AA41D2F22A122',X'4F5E4D093698251672CCFD8723FA60A4E0828F4C0FD48027EC58BC1B95F66B65');
INSERT INTO "event" VALUES(105,'01a23002-7888-71bd-9e07-476c7a4e7cd9','forecast-prd_xyngg4fj8w-fcr_1ffcnxbenq',1,'forecast.stated',1,'2026-01-21T00:00:00.000000Z','2026-01-21T00:00:00.000000Z','key_v0jna21r43',NULL,'0117438a-0889-424e-9379-db533080bb59',NULL,'{"forecast":"fct_xd2m890spx","prediction":"prd_xyngg4fj8w","forecaster":"fcr_1ffcnxbenq","p":0.3,"probability_source":"author_numeric","made_at":"2026-01-21T00:00:00Z","as_said":"0.3"}',X'85E6D41996A590E888239DADEFC0019F',X'FB01FCE2250CDDC1B4D3DE8D4DF3B831BB5AA24EB0989E78D1D32CB17627EAAB',X'40077659D61C69919AAFFFD89430AB21DA62AFB8DDBE5942BAFB6DCA0E60B05D');
INSERT INTO "event" VALUES(106,'01a23002-7888-71bd-9e07-476ba14ee995','prediction-prd_xyngg4fj8w',1,'prediction.recorded',1,'2026-01-21T00:00:00.000000Z','2026-01-21T00:00:00.000000Z','key_v0jna21r43',NULL,'0117438a-0889-424e-9379-db533080bb59',NULL,'{"prediction":"prd_xyngg4fj8w","kind":"binary","statement":"Amended","opens":"2026-01-21T00:00:00Z","closes":"2027-01-02T00:00:00Z","timezone":"UTC","closes_on":"2027-01-01","author":"fcr_1ffcnxbenq","topics":["war"]}',X'7ED60736CFE562F3BA64BC846707202B',X'8E77025A58AA255D968564B1AEC1A1107299CBE7E2B63016B54F52BA62144983',X'7E0CC0915BC35A8F0EA46FC1BB50FBE6953A427B8B5C14219B3E38113A81B620');
INSERT INTO "event" VALUES(107,'01a23002-78a6-73e8-b2a2-1cb2de6ddeb4','prediction-prd_xyngg4fj8w',2,'prediction.amended',1,'2026-01-21T00:00:00.000000Z','2026-01-21T00:00:00.000000Z','key_v0jna21r43',NULL,'078e13d1-86d7-4860-924b-9872dbb9d1d3',NULL,'{"prediction":"prd_xyngg4fj8w","reason":"r","statement":"Amended clearer","criteria":"c"}',X'32D877028F132F9A326A8B795A96D7DF',X'C9B90508427C53D4F32F8E72CD08C04CD5E758ECF6FA8B09787AEEF0BB0AB112',X'BB0B72C1FB8BD74B785C4EB324030B19E508D1B48702CD1C69D547A243661592');
INSERT INTO "event" VALUES(108,'01a23002-78b7-72a0-9bb7-ea5bca908529','forecast-prd_tygcwrhg0e-fcr_1ffcnxbenq',1,'forecast.stated',1,'2026-01-21T00:00:00.000000Z','2026-01-21T00:00:00.000000Z','key_v0jna21r43',NULL,'3a351bf9-e7ec-43fe-92bf-9fd96f0e7575',NULL,'{"forecast":"fct_y6wbq4z46q","prediction":"prd_tygcwrhg0e","forecaster":"fcr_1ffcnxbenq","p":0.2,"probability_source":"author_numeric","made_at":"2026-01-21T00:00:00Z","as_said":"0.2"}',X'9F14388DC475B1548328AA3317AE9A5F',X'0645A9128F596FC930C178A2D861CAEFBBB99167FFE500A65080A68D3026BA47',X'E318C55FBD699BCB6BD66EA903B9CD96EAAFBE4ACAE6A1ABB7C9791946457D82');
INSERT INTO "event" VALUES(109,'01a23002-78b7-72a0-9bb7-ea5a57e9aa4b','prediction-prd_tygcwrhg0e',1,'prediction.recorded',1,'2026-01-21T00:00:00.000000Z','2026-01-21T00:00:00.000000Z','key_v0jna21r43',NULL,'3a351bf9-e7ec-43fe-92bf-9fd96f0e7575',NULL,'{"prediction":"prd_tygcwrhg0e","kind":"conditional","statement":"cond","opens":"2026-01-21T00:00:00Z","closes":"2027-01-02T00:00:00Z","timezone":"UTC","closes_on":"2027-01-01","author":"fcr_1ffcnxbenq","antecedent":{"statement":"They meet","by":"2027-01-02T00:00:00Z","by_on":"2027-01-01"},"consequent":{}}',X'1D2AFB81970F7665977FFB6AE32BF5E0',X'738439A165F2FE855112024D0A1B5CAE8660CAD8E807BEF2E64E6C0D73D27F1F',X'782527D00F41903FD31146E0BD28BE4F3F560A5809FE16280CDE0027AA3A31D5');
INSERT INTO "event" VALUES(110,'01a23002-78f1-7320-a3ec-6d138f6cd4fd','prediction-prd_tygcwrhg0e',2,'prediction.antecedent_met',1,'2026-01-21T00:00:00.000000Z','2026-01-21T00:00:00.000000Z','key_v0jna21r43',NULL,'d5c4bd7f-a8d0-40b0-b688-638fcab16475',NULL,'{"prediction":"prd_tygcwrhg0e","known_at":"2026-01-21T00:00:00Z","closes":"2027-01-02T00:00:00Z","basis":"person","judged_by":"author"}',X'256AB9BAB1C0D54F80A88ADD703D3976',X'A5726B85716982AD031F2196E3A0640BE06285E84C7182BA36B7298DC0D70BD0',X'0B1AA0A156DD02AC2F0E69C7396BFFA0FFB3A772BD87C226A3661DBF0FCCAA2E');
INSERT INTO "event" VALUES(111,'01a23002-7923-7728-8a08-094b2c926ca0','forecast-prd_g61xdj1jqg-fcr_1ffcnxbenq',1,'forecast.stated',1,'2026-01-21T00:00:00.000000Z','2026-01-21T00:00:00.000000Z','key_v0jna21r43',NULL,'d8d2cc3c-9a6d-4963-9c03-f5a37f3d8d7d',NULL,'{"forecast":"fct_vse3qfm7v7","prediction":"prd_g61xdj1jqg","forecaster":"fcr_1ffcnxbenq","p":0.9,"probability_source":"author_numeric","made_at":"2026-01-21T00:00:00Z","as_said":"0.9"}',X'81B7B8ABF6931EF3E0BE9F41E2EBD638',X'68A0C0C522AD2F2381934E630800153E9B1FE944797DEAF6C96E1A0F6549D653',X'0C734F0F4B944B25FA22CFB609F1765A72B04C70E48A6F78411454C902B4C3B3');
INSERT INTO "event" VALUES(112,'01a23002-7923-7728-8a08-094adab1bd5c','prediction-prd_g61xdj1jqg',1,'prediction.recorded',1,'2026-01-21T00:00:00.000000Z','2026-01-21T00:00:00.000000Z','key_v0jna21r43',NULL,'d8d2cc3c-9a6d-4963-9c03-f5a37f3d8d7d',NULL,'{"prediction":"prd_g61xdj1jqg","kind":"binary","statement":"disp","opens":"2026-01-21T00:00:00Z","closes":"2027-01-02T00:00:00Z","timezone":"UTC","closes_on":"2027-01-01","author":"fcr_1ffcnxbenq"}',X'8BFF9D30376DD56936CD8E959AADFEFC',X'F274F8CB4970052741640B1B309DBEC6F8437A92A53BFE8994AE53C6B42F8135',X'5F1C4808D24A50DC6D08B2592915450CD0F9FD22A1FF75A003E79F612CBC31F5');
INSERT INTO "event" VALUES(113,'01a23002-797a-70cc-bc48-eacbde9f89f9','prediction-prd_g61xdj1jqg',2,'prediction.resolved',1,'2026-01-21T00:00:00.000000Z','2026-01-21T00:00:00.000000Z','key_v0jna21r43',NULL,'04d65b80-7b39-49b7-810f-ad02aa2cbe45',NULL,'{"prediction":"prd_g61xdj1jqg","resolution_number":1,"outcome":"no","known_at":"2026-01-21T00:00:00Z","final_at":"2026-01-24T00:00:00Z","basis":"person","judged_by":"author","note":"n"}',X'A9449B895E8E0291AB56004DD124F866',X'B2D6E9F48D590EE030916A4FBA1715CD20A15EFC3FB0132506D1399C63B13CDB',X'A0901ABBA8E24E4DB4C8F9B6B9543CF226E64E3A66BE202F09E07868F2CC06A2');
INSERT INTO "event" VALUES(114,'01a23002-79f2-72b2-a6d3-7ac79ca33c5f','prediction-prd_g61xdj1jqg',3,'prediction.disputed',1,'2026-01-21T00:00:00.000000Z','2026-01-21T00:00:00.000000Z','key_v0jna21r43',NULL,'9e0ea923-8be3-43d6-a7a1-1b5d86f74e3d',NULL,'{"prediction":"prd_g61xdj1jqg","resolution_number":1,"reason":"r"}',X'04CDA4EB4D21CF398916C7FA0EB7A0EC',X'3ED589645F1C10717F4E7A321838612D4567BCFE8AC0F8DFCEB213C96C889AE1',X'5D7802550D2A8848F4D0CE29E8A74CA1C9C9960065254162467F548C7A6743C8');
INSERT INTO "event" VALUES(115,'01a23002-7a2c-7349-8415-a0bffaa35b6c','prediction-prd_s4m9c6drcn',1,'prediction.recorded',1,'2026-01-21T00:00:00.000000Z','2026-01-21T00:00:00.000000Z','key_v0jna21r43',NULL,'efdd7993-1a2b-4bdc-946f-6d6f38de98fc',NULL,'{"prediction":"prd_s4m9c6drcn","kind":"binary","statement":"Slip","opens":"2026-01-21T00:00:00Z","closes":"2027-01-02T00:00:00Z","timezone":"UTC","closes_on":"2027-01-01","author":"fcr_1ffcnxbenq"}',X'5AF368D2CD658339805E24A532C3243F',X'42F6208CC6D97D2334121D54E1B7B1592D2DF0A03A78CF2CD86ED8037AADF1A6',X'912AA50AA885781A77FBD42CB6D692D113D469000A4B2847D3A6D386760DB9D7');
INSERT INTO "event" VALUES(116,'01a23002-7a42-77b6-8d98-9eeb0ba1a55b','prediction-prd_s4m9c6drcn',2,'prediction.undone',1,'2026-01-21T00:00:00.000000Z','2026-01-21T00:00:00.000000Z','key_v0jna21r43',NULL,'fd99bf3a-9267-4907-a75e-016aa85eabc6',NULL,'{"prediction":"prd_s4m9c6drcn"}',X'9180CBF3C20FD1EA286D0E5EBBAF0C9D',X'6AC1FE16D2DC3B902D6CE0B003327E36B92D37666BF8A37A18E52F4AA62894E7',X'4FE7D4D9E1CFDB3C34D17B968E06440945718C352D102D45C740CA9CDADC2F4F');
INSERT INTO "event" VALUES(117,'01a23002-7a90-75af-b911-e7936e09db64','forecast-prd_x0a8vg1grc-fcr_1ffcnxbenq',1,'forecast.stated',1,'2026-01-21T00:00:00.000000Z','2026-01-21T00:00:00.000000Z','key_v0jna21r43',NULL,'29a13271-68a4-4394-bd4f-536a7f4d0eec',NULL,'{"forecast":"fct_rhn4nfpqs4","prediction":"prd_x0a8vg1grc","forecaster":"fcr_1ffcnxbenq","p":0.5,"probability_source":"author_numeric","made_at":"2026-01-21T00:00:00Z","as_said":"0.5"}',X'2315E2AA79F0506083B5B7EF54949E11',X'6AA7F483750568B2BA379784B3CBD3BB0675F3A4D367C0C8527A77786032C4C8',X'116259D7190414887A753F95AFBF347D403E1276104B7780153F4A7AF9EFA020');
INSERT INTO "event" VALUES(118,'01a23002-7a90-75af-b911-e79204768055','prediction-prd_x0a8vg1grc',1,'prediction.recorded',1,'2026-01-21T00:00:00.000000Z','2026-01-21T00:00:00.000000Z','key_v0jna21r43',NULL,'29a13271-68a4-4394-bd4f-536a7f4d0eec',NULL,'{"prediction":"prd_x0a8vg1grc","kind":"binary","statement":"Twice","opens":"2026-01-21T00:00:00Z","closes":"2027-01-02T00:00:00Z","timezone":"UTC","closes_on":"2027-01-01","author":"fcr_1ffcnxbenq"}',X'5DA377A35405F3DDF494C904BF952788',X'B1ACF85D9ABF196354A04790CC49876E02F445B4FC6870973EAD32C832A6936D',X'7E0D1E2B5509062490C048990811C4F8B17F66501964C11188503E88643D72BE');
INSERT INTO "event" VALUES(119,'01a23002-7b0c-74eb-9849-01309def8717','forecast-prd_x0a8vg1grc-fcr_1ffcnxbenq',2,'forecast.stated',1,'2026-01-21T00:00:00.000000Z','2026-01-21T00:00:00.000000Z','key_v0jna21r43',NULL,'0d5afdba-a26c-45c5-8fb6-8e72fdd2f39a',NULL,'{"forecast":"fct_cehqyt0s29","prediction":"prd_x0a8vg1grc","forecaster":"fcr_1ffcnxbenq","p":0.6,"probability_source":"author_numeric","made_at":"2026-01-21T00:00:00Z","as_said":"0.6"}',X'D634A05355570105CF68A94C4CD7D7C6',X'89DFB96C51804E534300190B780A2876925513AA1695FD83B958A04C539AB4F7',X'D091D8BC82280B27DB83E42163BF620EB49D7298E22DAC108C91B1E24005BCAF');
INSERT INTO "event" VALUES(120,'bcf2d3ef-e101-53ac-bd08-36978969b941','score-prd_g61xdj1jqg',1,'prediction.scored',1,'2026-01-21T00:00:00.000000Z','2026-01-21T00:00:00.000000Z','worker:score',NULL,'score-prd_g61xdj1jqg-113','01a23002-797a-70cc-bc48-eacbde9f89f9','{"prediction":"prd_g61xdj1jqg","resolution_number":1,"resolution_event":"01a23002-797a-70cc-bc48-eacbde9f89f9","outcome":"no","known_at":"2026-01-21T00:00:00Z","rule_versions":{"ae_median":1,"baseline":1,"brier":1,"brier2":1,"coverage":1,"daily":1,"log":1,"mean_update":1,"multi_brier":1,"ordinal":1,"peer":1,"relative_brier_vs_daily_median":1,"rps":1,"rps_normalised":1,"spherical":1,"time_weighted":1,"twcrps":1,"wis":1},"inputs_digest":"596d24227e11ef7a9b0c0d121c05eaa2af0a78208d9ebc97a1874853e9412521","chunk":1,"chunks":1,"rows":[{"forecaster":"fcr_1ffcnxbenq","late":1,"marks":["retrospective","late"]}]}',X'A68266FF3FA47D1930D38EED4E6ADEED',X'2ED90E481818B01F473BE3B30CBBA6CAF5235B275D88DE3097DC57EBFDBB2D02',X'D7980841B131A0B3FA48B1C2C5FA4D20C49EDCC423E513C5708FE361763849D8');
CREATE TABLE evidence (
	prediction VARCHAR NOT NULL, 
	version INTEGER NOT NULL, 
	development VARCHAR NOT NULL, 
	bearing VARCHAR NOT NULL, 
	strength VARCHAR, 
	story VARCHAR, 
	note VARCHAR, 
	PRIMARY KEY (prediction, version)
);
INSERT INTO "evidence" VALUES('prd_vc1c47640h',3,'dev_s7c8e0c5e4','supports','decisive',NULL,NULL);
INSERT INTO "evidence" VALUES('prd_vc1c47640h',5,'dev_jdtxz33gtg','contradicts','decisive',NULL,NULL);
INSERT INTO "evidence" VALUES('prd_73pt6dgtd6',2,'dev_e2trntvqxp','supports',NULL,NULL,NULL);
INSERT INTO "evidence" VALUES('prd_jq8ke69m4b',4,'dev_5mg7dmmpdj','supports','decisive',NULL,NULL);
INSERT INTO "evidence" VALUES('prd_kh7ftpddra',2,'dev_9zmseh2xnw','supports','slight',NULL,NULL);
CREATE TABLE forecast (
	id VARCHAR NOT NULL, 
	event_id VARCHAR NOT NULL, 
	prediction VARCHAR NOT NULL, 
	forecaster VARCHAR NOT NULL, 
	version INTEGER NOT NULL, 
	recorded_by VARCHAR NOT NULL, 
	p FLOAT, 
	term VARCHAR, 
	scale VARCHAR, 
	low FLOAT, 
	high FLOAT, 
	numbers VARCHAR, 
	as_said VARCHAR, 
	probability_source VARCHAR NOT NULL, 
	stands_at VARCHAR NOT NULL, 
	effective_at VARCHAR NOT NULL, 
	recorded_at VARCHAR NOT NULL, 
	seq INTEGER, 
	run VARCHAR, 
	note VARCHAR, 
	PRIMARY KEY (id)
);
INSERT INTO "forecast" VALUES('fct_8bgx42w1j7','01a23002-7403-74fb-b731-47f1f2787c26','prd_8dks72k3z7','fcr_1ffcnxbenq',1,'key_d3yy1ksx1w',0.7,NULL,NULL,NULL,NULL,NULL,'0.7','author_numeric','2026-01-01T00:00:00.000000Z','2026-01-01T00:00:00.000000Z','2026-01-01T00:00:00.000000Z',NULL,NULL,NULL);
INSERT INTO "forecast" VALUES('fct_hjpr6wjv2s','01a23002-741b-7007-93ce-23530fe13b29','prd_vc1c47640h','fcr_1ffcnxbenq',1,'key_d3yy1ksx1w',0.4,NULL,NULL,NULL,NULL,NULL,'40%','author_numeric','2026-01-01T00:00:00.000000Z','2026-01-01T00:00:00.000000Z','2026-01-01T00:00:00.000000Z',NULL,NULL,NULL);
INSERT INTO "forecast" VALUES('fct_jsj9r8t098','01a23002-7486-7646-92f2-b7c0dff639d8','prd_vc1c47640h','fcr_1ffcnxbenq',2,'key_d3yy1ksx1w',0.2,NULL,NULL,NULL,NULL,NULL,'0.2','author_numeric','2026-01-01T00:00:00.000000Z','2026-01-01T00:00:00.000000Z','2026-01-01T00:00:00.000000Z',NULL,NULL,'less');
INSERT INTO "forecast" VALUES('fct_r4qpe7vrc0','01a23002-761a-74b4-9d4f-f24d55cc2d0d','prd_8dks72k3z7','fcr_late',1,'test',0.9,NULL,NULL,NULL,NULL,NULL,NULL,'author_numeric','2026-01-16T00:00:00.000000Z','2026-01-16T00:00:00.000000Z','2026-01-16T00:00:00.000000Z',NULL,NULL,NULL);
INSERT INTO "forecast" VALUES('fct_j9s32qhkwm','c0d28c8f-1116-582b-bbd0-8164d5cf48fc','prd_73pt6dgtd6','fcr_k7taw0dpnq',1,'key_d3yy1ksx1w',0.3,NULL,NULL,NULL,NULL,NULL,NULL,'author_numeric','2025-01-01T00:00:00.000000Z','2025-01-01T00:00:00.000000Z','2026-01-21T00:00:00.000000Z',1,'75fbfc65-d89d-518d-b1bc-a1b6bbd583a2',NULL);
INSERT INTO "forecast" VALUES('fct_v63ev52ymf','58176de4-2bf4-5ea5-8669-4d76db85d16e','prd_73pt6dgtd6','fcr_k7taw0dpnq',2,'key_d3yy1ksx1w',0.6,NULL,NULL,NULL,NULL,NULL,NULL,'author_numeric','2025-02-01T00:00:00.000000Z','2025-02-01T00:00:00.000000Z','2026-01-21T00:00:00.000000Z',2,'75fbfc65-d89d-518d-b1bc-a1b6bbd583a2',NULL);
INSERT INTO "forecast" VALUES('fct_rk8sz1tg1a','f3826c53-83f4-587c-995d-00c2f16ecc99','prd_ffyxbpf6m6','fcr_e9dh39t3wz',1,'key_d3yy1ksx1w',0.3,NULL,NULL,NULL,NULL,NULL,NULL,'author_numeric','2025-01-01T00:00:00.000000Z','2025-01-01T00:00:00.000000Z','2026-01-21T00:00:00.000000Z',1,'89ccdd98-79d1-5436-9137-200f28a5bb7b',NULL);
INSERT INTO "forecast" VALUES('fct_9gbmxbjjej','7c6b97a0-749b-5e5d-8cee-7512fe984fc5','prd_ffyxbpf6m6','fcr_e9dh39t3wz',2,'key_d3yy1ksx1w',0.6,NULL,NULL,NULL,NULL,NULL,NULL,'author_numeric','2025-02-01T00:00:00.000000Z','2025-02-01T00:00:00.000000Z','2026-01-21T00:00:00.000000Z',2,'89ccdd98-79d1-5436-9137-200f28a5bb7b',NULL);
INSERT INTO "forecast" VALUES('fct_4avnspexz0','01a23002-779b-72d7-bba8-f501aa9b09f8','prd_qc2211nwsr','fcr_1ffcnxbenq',1,'key_d3yy1ksx1w',0.675,'likely','icd203',0.55,0.8,NULL,'likely','author_verbal','2026-01-21T00:00:00.000000Z','2026-01-21T00:00:00.000000Z','2026-01-21T00:00:00.000000Z',NULL,NULL,NULL);
INSERT INTO "forecast" VALUES('fct_z996n520jg','01a23002-77ae-76c5-bd07-8753e7878396','prd_wxdsa2fq5c','fcr_1ffcnxbenq',1,'key_d3yy1ksx1w',0.9,NULL,NULL,NULL,NULL,NULL,'0.9','author_numeric','2026-01-21T00:00:00.000000Z','2026-01-21T00:00:00.000000Z','2026-01-21T00:00:00.000000Z',NULL,NULL,NULL);
INSERT INTO "forecast" VALUES('fct_sey4yvjte2','01a23002-77ce-74c1-b324-dc70613653b7','prd_jq8ke69m4b','fcr_1ffcnxbenq',1,'key_d3yy1ksx1w',NULL,NULL,NULL,NULL,NULL,'{"A":0.3,"B":0.7}',NULL,'author_numeric','2026-01-21T00:00:00.000000Z','2026-01-21T00:00:00.000000Z','2026-01-21T00:00:00.000000Z',NULL,NULL,NULL);
INSERT INTO "forecast" VALUES('fct_pmskxb4930','01a23002-77f8-74f7-a1e9-70dc035f2408','prd_kh7ftpddra','fcr_1ffcnxbenq',1,'key_d3yy1ksx1w',0.2,NULL,NULL,NULL,NULL,NULL,'0.2','author_numeric','2026-01-21T00:00:00.000000Z','2026-01-21T00:00:00.000000Z','2026-01-21T00:00:00.000000Z',NULL,NULL,NULL);
INSERT INTO "forecast" VALUES('fct_zt0g8z61cy','01a23002-7817-74b5-aca3-f37aaba8af45','prd_091emzt07n','fcr_1ffcnxbenq',1,'key_d3yy1ksx1w',0.4,NULL,NULL,NULL,NULL,NULL,'0.4','author_numeric','2026-01-21T00:00:00.000000Z','2026-01-21T00:00:00.000000Z','2026-01-21T00:00:00.000000Z',NULL,NULL,NULL);
INSERT INTO "forecast" VALUES('fct_xd2m890spx','01a23002-7888-71bd-9e07-476c7a4e7cd9','prd_xyngg4fj8w','fcr_1ffcnxbenq',1,'key_v0jna21r43',0.3,NULL,NULL,NULL,NULL,NULL,'0.3','author_numeric','2026-01-21T00:00:00.000000Z','2026-01-21T00:00:00.000000Z','2026-01-21T00:00:00.000000Z',NULL,NULL,NULL);
INSERT INTO "forecast" VALUES('fct_y6wbq4z46q','01a23002-78b7-72a0-9bb7-ea5bca908529','prd_tygcwrhg0e','fcr_1ffcnxbenq',1,'key_v0jna21r43',0.2,NULL,NULL,NULL,NULL,NULL,'0.2','author_numeric','2026-01-21T00:00:00.000000Z','2026-01-21T00:00:00.000000Z','2026-01-21T00:00:00.000000Z',NULL,NULL,NULL);
INSERT INTO "forecast" VALUES('fct_vse3qfm7v7','01a23002-7923-7728-8a08-094b2c926ca0','prd_g61xdj1jqg','fcr_1ffcnxbenq',1,'key_v0jna21r43',0.9,NULL,NULL,NULL,NULL,NULL,'0.9','author_numeric','2026-01-21T00:00:00.000000Z','2026-01-21T00:00:00.000000Z','2026-01-21T00:00:00.000000Z',NULL,NULL,NULL);
INSERT INTO "forecast" VALUES('fct_rhn4nfpqs4','01a23002-7a90-75af-b911-e7936e09db64','prd_x0a8vg1grc','fcr_1ffcnxbenq',1,'key_v0jna21r43',0.5,NULL,NULL,NULL,NULL,NULL,'0.5','author_numeric','2026-01-21T00:00:00.000000Z','2026-01-21T00:00:00.000000Z','2026-01-21T00:00:00.000000Z',NULL,NULL,NULL);
INSERT INTO "forecast" VALUES('fct_cehqyt0s29','01a23002-7b0c-74eb-9849-01309def8717','prd_x0a8vg1grc','fcr_1ffcnxbenq',2,'key_v0jna21r43',0.6,NULL,NULL,NULL,NULL,NULL,'0.6','author_numeric','2026-01-21T00:00:00.000000Z','2026-01-21T00:00:00.000000Z','2026-01-21T00:00:00.000000Z',NULL,NULL,NULL);
CREATE TABLE forecaster (
	id VARCHAR NOT NULL, 
	name VARCHAR NOT NULL, 
	folded_name VARCHAR NOT NULL, 
	source VARCHAR, 
	external_id VARCHAR, 
	merged_into VARCHAR, 
	mergers INTEGER NOT NULL, 
	PRIMARY KEY (id)
);
INSERT INTO "forecaster" VALUES('fcr_1ffcnxbenq','Ada Example','ada example',NULL,NULL,NULL,0);
INSERT INTO "forecaster" VALUES('fcr_xg4pkvw86a','Ed Editor','ed editor',NULL,NULL,NULL,0);
INSERT INTO "forecaster" VALUES('fcr_k7taw0dpnq','Ada','ada','finished','ada',NULL,0);
INSERT INTO "forecaster" VALUES('fcr_e9dh39t3wz','Ada','ada','held','ada',NULL,0);
CREATE TABLE grade (
	prediction VARCHAR NOT NULL, 
	grader VARCHAR NOT NULL, 
	voted_with VARCHAR, 
	grade INTEGER NOT NULL, 
	graded_at VARCHAR NOT NULL, 
	note VARCHAR, 
	PRIMARY KEY (prediction, grader)
);
INSERT INTO "grade" VALUES('prd_wxdsa2fq5c','g','key_d3yy1ksx1w',4,'2026-01-21T00:00:00.000000Z',NULL);
CREATE TABLE house (
	house_id VARCHAR NOT NULL, 
	created_at VARCHAR NOT NULL, 
	PRIMARY KEY (house_id)
);
INSERT INTO "house" VALUES('5b19f1b3-c226-4d0d-9d36-c180af36ab59','2026-12-01T05:09:55.427295Z');
CREATE TABLE idempotency (
	key_id VARCHAR NOT NULL, 
	idempotency_key VARCHAR NOT NULL, 
	request_digest VARCHAR NOT NULL, 
	status INTEGER NOT NULL, 
	body VARCHAR NOT NULL, 
	created_at VARCHAR NOT NULL, 
	PRIMARY KEY (key_id, idempotency_key)
);
CREATE TABLE import_run (
	run VARCHAR NOT NULL, 
	source VARCHAR NOT NULL, 
	timezone VARCHAR NOT NULL, 
	title VARCHAR, 
	is_open INTEGER NOT NULL, 
	lines INTEGER NOT NULL, 
	refused INTEGER NOT NULL, 
	clock_at VARCHAR, 
	clock_done_at VARCHAR, 
	PRIMARY KEY (run), 
	UNIQUE (source)
);
INSERT INTO "import_run" VALUES('75fbfc65-d89d-518d-b1bc-a1b6bbd583a2','finished','UTC',NULL,0,9,0,'2025-12-01T00:00:00.000000Z','2025-12-01T00:00:00.000000Z');
INSERT INTO "import_run" VALUES('89ccdd98-79d1-5436-9137-200f28a5bb7b','held','UTC',NULL,1,6,0,NULL,NULL);
CREATE TABLE key_secret (
	"key" VARCHAR NOT NULL, 
	secret_sha256 BLOB NOT NULL, 
	PRIMARY KEY ("key"), 
	UNIQUE (secret_sha256)
);
INSERT INTO "key_secret" VALUES('key_v0jna21r43',X'77347BDCE99F8E6A4CDFF4F5784FA187D120FDB62B03A0D54A7BF447FBE43DAD');
INSERT INTO "key_secret" VALUES('key_6yhbmyna29',X'377735C69BE3A125019B3D144FD5DDDF7E4F425D50E691171A64D2718DB8E051');
INSERT INTO "key_secret" VALUES('key_5nyztr95zd',X'B9C8734E08AEE347D52671023F18497CFACF61B84C2C2A6AFD7CDEF9B47AF70A');
INSERT INTO "key_secret" VALUES('key_d3yy1ksx1w',X'08F29AB6F8D1617A642DE0603581E546B4B707F29A404D44A4AA6B9C78BE2E2F');
INSERT INTO "key_secret" VALUES('key_qg77hs4mj8',X'36DBD98010009DC2F7A6BBB63F9431451BD2A949ABFBEC6DCD6816BB1BA5A327');
INSERT INTO "key_secret" VALUES('key_1veer43vxz',X'4FE8EF37CDAF84F13329C400DCE1AAB67A3453F1B73197E500F104C95AA9E394');
INSERT INTO "key_secret" VALUES('key_vhsgcjvn8p',X'F9A0EE2B3F64B65EAB63936D9F41045671B7376542979626076A12F50978AA27');
INSERT INTO "key_secret" VALUES('key_dmqy6jb9qa',X'EFC087CC458358A37F2C987824C1564E9152A53DB084BFDA36779AAA7C91289C');
INSERT INTO "key_secret" VALUES('key_0xxqx8nhjq',X'241A25E7858563E47279C997E44415FCB416ED1FE0D6AAE6FCFAE3AB3DED426D');
INSERT INTO "key_secret" VALUES('key_2n08zcrctt',X'AF58CFABBA845A38F97CD4953C1161AF345B42B232CB55E879E43D72609F17BD');
CREATE TABLE key_use (
	"key" VARCHAR NOT NULL, 
	used_at VARCHAR NOT NULL, 
	PRIMARY KEY ("key")
);
INSERT INTO "key_use" VALUES('key_v0jna21r43','2026-01-21T00:00:00.000000Z');
CREATE TABLE lane (
	endpoint VARCHAR NOT NULL, 
	sequence INTEGER NOT NULL, 
	failures INTEGER NOT NULL, 
	failing_since VARCHAR, 
	warned INTEGER NOT NULL, 
	succeeded_at VARCHAR, 
	token INTEGER NOT NULL, 
	lease_owner VARCHAR, 
	lease_until VARCHAR, 
	PRIMARY KEY (endpoint)
);
INSERT INTO "lane" VALUES('sub_s7ben55zcp',2,0,NULL,0,NULL,1,NULL,NULL);
CREATE TABLE lease (
	name VARCHAR NOT NULL, 
	owner VARCHAR NOT NULL, 
	until VARCHAR NOT NULL, 
	PRIMARY KEY (name)
);
CREATE TABLE log (
	position INTEGER NOT NULL, 
	event_id VARCHAR NOT NULL, 
	inserted INTEGER NOT NULL, 
	sequenced_at VARCHAR NOT NULL, 
	head BLOB NOT NULL, 
	PRIMARY KEY (position), 
	CONSTRAINT log_event_id_key UNIQUE (event_id), 
	CONSTRAINT log_inserted_key UNIQUE (inserted)
);
INSERT INTO "log" VALUES(1,'01a23002-73cf-719d-953a-a3ef3aa8a3ab',1,'2026-01-01T00:00:00.000000Z',X'00C33060730E689A9807A8BDF56A76E80D76FAC660E4A1D39FB35EF4A9BF251D');
INSERT INTO "log" VALUES(2,'01a23002-73cf-719d-953a-a3f0a3448141',2,'2026-01-01T00:00:00.000000Z',X'800DA791550A7B02646743108A5FA64EE3B20B8B2C44E0EC80C94CFAC328DDCB');
INSERT INTO "log" VALUES(3,'01a23002-73f2-7353-b2ca-6b16ec6f395f',3,'2026-01-01T00:00:00.000000Z',X'70D8C8A8661F969FAEDCD2A49D418B0E2B57997775E0F921E9761D8680BD2FAA');
INSERT INTO "log" VALUES(4,'01a23002-73f2-7353-b2ca-6b1773d733a6',4,'2026-01-01T00:00:00.000000Z',X'D0E2CDB72979AD8C7AB040F13B43A70D30B2655EEB0C291751B20EFEC256AF67');
INSERT INTO "log" VALUES(5,'01a23002-73f4-7746-90df-98ba5cf6f6f6',5,'2026-01-01T00:00:00.000000Z',X'C132FDEF49EB486313581FE96ADA555DAD4CA9ED650CCBD2B877FAAD7ABE4D0A');
INSERT INTO "log" VALUES(6,'01a23002-73fa-7580-b4fb-0d9df1dae09e',6,'2026-01-01T00:00:00.000000Z',X'B0F46D4E885944738D997FE1A08DB60CC8E594EDA84C0C3C8F2C13E617862F06');
INSERT INTO "log" VALUES(7,'01a23002-7403-74fb-b731-47f1f2787c26',7,'2026-01-01T00:00:00.000000Z',X'A43AE7D94A8AEC328F14085B07B3892A0538FC1B6438BF874F68EA27D9A32553');
INSERT INTO "log" VALUES(8,'01a23002-7402-7177-b987-b312cd6d5ff4',8,'2026-01-01T00:00:00.000000Z',X'A6172115F8EAFCF8A52E7A0B6E26A5E20712BADC2B1C85FEDE8C19A4D6ADD493');
INSERT INTO "log" VALUES(9,'01a23002-7412-764e-9475-43759d655ea9',9,'2026-01-01T00:00:00.000000Z',X'39FCF9431881E46FC7F0FE780AAF159E4BE4EFB4F0DA40E8C71178F4A5838B4D');
INSERT INTO "log" VALUES(10,'01a23002-741a-71ad-a24f-9137e72ac053',10,'2026-01-01T00:00:00.000000Z',X'A0772ECC7CB126B9DA25A8060AE638A31EF2AAE52565798CF00D2E3220E9BFEC');
INSERT INTO "log" VALUES(11,'01a23002-741a-71ad-a24f-91365811bb3f',11,'2026-01-01T00:00:00.000000Z',X'E5AD7F7333574800254546088FA90D9E19D7D0C5DC8D5F0959129F8E1F6924D9');
INSERT INTO "log" VALUES(12,'01a23002-741b-7007-93ce-23530fe13b29',12,'2026-01-01T00:00:00.000000Z',X'8BE9B52CDFD348682E577BD3B6DF4EC8DB3B747A4ADC4AEC918CB06DF59DDBEA');
INSERT INTO "log" VALUES(13,'01a23002-741b-7007-93ce-2352a36696a1',13,'2026-01-01T00:00:00.000000Z',X'4D2BD4C0CB44C5CAB540EC0B9D1A9F02169B9856BDBD5502C7CA11D02A7047C2');
INSERT INTO "log" VALUES(14,'01a23002-747c-763f-bb29-6bb2ca4efc20',14,'2026-01-01T00:00:00.000000Z',X'844897E5CC4CBB4F80C6E524653C8A91F9B1C6856B0E2A210F52309F9946337B');
INSERT INTO "log" VALUES(15,'01a23002-7486-7646-92f2-b7c0dff639d8',15,'2026-01-01T00:00:00.000000Z',X'F260A788D022C21277094B4133844502D4B77974AB4391079987B7A1DF499073');
INSERT INTO "log" VALUES(16,'01a23002-748e-77df-a3fc-1c2eaae79617',16,'2026-01-11T00:00:00.000000Z',X'8F4E5BDC99A686E39E549CB0544D9DAB6834ADC99C6821FCA01902F9F4719EE1');
INSERT INTO "log" VALUES(17,'01a23002-74a2-7426-8625-d47997e70a10',17,'2026-01-11T00:00:00.000000Z',X'E04F265E65649A55B25AABD3BE906C9F8A45A83314CB70C4B5B6B714E60CD61C');
INSERT INTO "log" VALUES(18,'c6c1a3bf-6ad1-57e2-b253-29f125e9fcb6',18,'2026-01-11T00:00:00.000000Z',X'7DDDB0DFAE6BD1E6941DFCE2F88576DBFD1B2F1EB440F740569E7068C03F38EF');
INSERT INTO "log" VALUES(19,'6cbf7cc1-e429-5f1e-af7f-0a22310d046f',19,'2026-01-11T00:00:00.000000Z',X'672509D873536C9F2107C7CA0E776871B82FE66F3B072DE758C80FF37150013D');
INSERT INTO "log" VALUES(20,'edbe8419-77ea-5db6-aa04-3f1722632e47',20,'2026-01-11T00:00:00.000000Z',X'A87E1109DBA0152D51B16461285AD3458C3AF01C63317A6435EDA7881F1CCEDA');
INSERT INTO "log" VALUES(21,'70054d15-d3f6-503e-b001-5e515a1783ef',21,'2026-01-11T00:00:00.000000Z',X'8CA972506BA843E6F73ED3AFAAE89305BF86CB12631F501EE6E1842FB7837B78');
INSERT INTO "log" VALUES(22,'01a23002-75cf-7520-bfd4-54a6df35b3df',22,'2026-01-11T00:00:00.000000Z',X'ED203115D5AC3F962A707A2D1D8E7A463188067EAC5C09A31675654B6E95755F');
INSERT INTO "log" VALUES(23,'01a23002-75d0-735c-bde6-61f044c6358f',23,'2026-01-11T00:00:00.000000Z',X'60C3FD5284F44663D2AF591A12033FE7D74ECDF49CCEDFA9EA5E8238CE297F0F');
INSERT INTO "log" VALUES(24,'01a23002-75d0-735c-bde6-61f1b908f0d7',24,'2026-01-11T00:00:00.000000Z',X'44F4AAE21F30DC9E2DB76742C50A32549316C35A7DF63B77C2AF4990FF9A4640');
INSERT INTO "log" VALUES(25,'d6e108c6-1b87-560d-b63a-e2b5ac97617f',25,'2026-01-11T00:00:00.000000Z',X'7ED67CF2B8DE6C044D8B3D8D88589DB3E11B4C8212C55E872AB37A6633C9132C');
INSERT INTO "log" VALUES(26,'01a23002-760e-71dd-ab45-2c9fe2aa04e9',26,'2026-01-16T00:00:00.000000Z',X'6827F89AF7E94DBB5B4E6979565D50AD524F33E1D158B50844E60BEE3C3841DF');
INSERT INTO "log" VALUES(27,'01a23002-760e-71dd-ab45-2ca01f0ebee6',27,'2026-01-16T00:00:00.000000Z',X'A91688B6537B9F229C248AC636D0C91D228C2D55D36835E2944B6DC7413FA4DC');
INSERT INTO "log" VALUES(28,'01a23002-760e-71dd-ab45-2ca1ad7eba94',28,'2026-01-16T00:00:00.000000Z',X'8B7DD8D210B9B5FFA405DAD23F2CEB20B38480AB63A8C97C97DB961BDEE054EE');
INSERT INTO "log" VALUES(29,'01a23002-761a-74b4-9d4f-f24d55cc2d0d',29,'2026-01-16T00:00:00.000000Z',X'121611566D768E518A4E239368E4C6C4DF76D5EDBFEFAB93AB50611FF20F9791');
INSERT INTO "log" VALUES(30,'39f17c26-91dd-58e8-9249-542e423a6078',30,'2026-01-16T00:00:00.000000Z',X'873B92589F2AA8CF741A5FC95533052FED213910FB8418BD15F85A41849C565A');
INSERT INTO "log" VALUES(31,'d8466cb5-4edb-5ece-bc74-0786e02d7bec',31,'2026-01-16T00:00:00.000000Z',X'CBED7A6A6712F7F13FC0BDB7412EAEF9551E3E312BC08B5CF470E495DAE631A9');
INSERT INTO "log" VALUES(32,'01a23002-766a-724d-9f3c-69dd3654f961',32,'2026-01-16T00:00:00.000000Z',X'32C33054B03E82695B7B3D5B369F014A0CB45DA2A1BD06CBA289620585D49FF8');
INSERT INTO "log" VALUES(33,'01a23002-766e-7233-b57d-bbc8e8e4bbcd',33,'2026-01-16T00:00:00.000000Z',X'0B5FD27D0AA50111555E34C219D45DBA7D5B9D6A46AE0B7638A536F9519F1F78');
INSERT INTO "log" VALUES(34,'01a23002-7673-772f-97e3-4da3af688db2',34,'2026-01-16T00:00:00.000000Z',X'C94D5A63459C13F636555FFAB959EEA2FC03DB559735388CB877C4F154ABB2C6');
INSERT INTO "log" VALUES(35,'01a23002-7686-762f-b82e-5b3d9304b54c',35,'2026-01-16T00:00:00.000000Z',X'90E24C7FA668D4DC0F70FE0F5EE5B767F3D622F73DAAAD108E7561AF7B9E8C86');
INSERT INTO "log" VALUES(36,'01a23002-7689-7775-9713-7601c905ccab',36,'2026-01-16T00:00:00.000000Z',X'A34A10004258DB3759429612AF879EC7FAF0277A052872724473E8DF59977315');
INSERT INTO "log" VALUES(37,'01a23002-768c-75ae-9cb2-31150cbda267',37,'2026-01-16T00:00:00.000000Z',X'62E875B0B1043DF3BC2D0F0EBB36E4389ADDED98EBD7012A64F0C2025C51D3D8');
INSERT INTO "log" VALUES(38,'5a8ee0ca-03c5-5b70-88cb-02bdc536ba38',38,'2026-01-21T00:00:00.000000Z',X'24607ADA11FC592B15F48F67D8D931D6A5601376F1C4EE29698340F2E16AECF9');
INSERT INTO "log" VALUES(39,'8c619357-599a-519f-961d-984cc6edd9fc',39,'2026-01-21T00:00:00.000000Z',X'A765551247016F97E4A2E0CD376FE513F62C18B74EDCCEB8BA4D5E14CDC8D2DD');
INSERT INTO "log" VALUES(40,'01a23002-76f6-7715-b2cb-5868406a02c2',40,'2026-01-21T00:00:00.000000Z',X'E305586ED6A005C7BE369F7B53EEBD138DF86CD8AC0F8277AB9E42DBA5A6E040');
INSERT INTO "log" VALUES(41,'b3ef7ed2-b8b0-5881-b2c3-df15b6d1a7f3',41,'2026-01-21T00:00:00.000000Z',X'0FE493265B8A06FFFE914D7FC8F5407E7C591E700EF8F1E355EFE816493033AC');
INSERT INTO "log" VALUES(42,'7f1fab33-f7f0-57f5-ad49-69943e3dec6e',42,'2026-01-21T00:00:00.000000Z',X'D8F8147F7FDC85B715306B8F81773421931A8A7E3B0EAD1EA945EA96CE6D429F');
INSERT INTO "log" VALUES(43,'093a1cb6-a826-5c5e-b8c0-668dd3114f5e',43,'2026-01-21T00:00:00.000000Z',X'5E86077BDA6AE4C6B8594A7D01DD0CAFBFEB143B07E39E2AEFDC7607CFDFFC01');
INSERT INTO "log" VALUES(44,'c0d28c8f-1116-582b-bbd0-8164d5cf48fc',44,'2026-01-21T00:00:00.000000Z',X'706917ED4ACF28F86CABA424A027BABB388E075140041E922C1C480B358FF720');
INSERT INTO "log" VALUES(45,'58176de4-2bf4-5ea5-8669-4d76db85d16e',45,'2026-01-21T00:00:00.000000Z',X'BFAB94810476BF1E5B8877EF8EF54A83CF4FF1EF85FB53FBD45A36F838564E55');
INSERT INTO "log" VALUES(46,'794912cc-c0f5-5784-80e7-1fab7e77bbc7',46,'2026-01-21T00:00:00.000000Z',X'E122FB92903D00BE0483768E3EDA7DE7926331E4EB359A718D158ED567675069');
INSERT INTO "log" VALUES(47,'3e6dae19-5b39-59f7-a786-a78bbba1706b',47,'2026-01-21T00:00:00.000000Z',X'60ECB9B29ADA2C60421579AAAF6926F16E5C2AE38BDE4E8510D8F863FCDD9A6E');
INSERT INTO "log" VALUES(48,'7ad2506e-48e7-5654-ae6a-2a7e625f3940',48,'2026-01-21T00:00:00.000000Z',X'C3169913A2703372FC8F19058405C95F15C07C522458B424D312829E17C12C5E');
INSERT INTO "log" VALUES(49,'14028987-9968-5495-8707-0217b9dd6fb3',49,'2026-01-21T00:00:00.000000Z',X'87F099299D7E114BAE65EEC2D7B35E57EC77486C7FF0B8172AE5266742F749C1');
INSERT INTO "log" VALUES(50,'5c1288f4-adcb-539e-abc7-69e210df2196',50,'2026-01-21T00:00:00.000000Z',X'D97657EE34B437042583D80869A4ED58129CEDBDA5E2292C3F75609B7D400D37');
INSERT INTO "log" VALUES(51,'01a23002-7766-7033-843f-c01dda476ccc',51,'2026-01-21T00:00:00.000000Z',X'B0E72D18E4EB754A199E98F439E7F8C181168288E96D934D48D42B8F5A8FD0B1');
INSERT INTO "log" VALUES(52,'6f3a8de9-0aab-569d-bd2c-12598ac0ba12',52,'2026-01-21T00:00:00.000000Z',X'0143086EC40BD7223B34FA76E562802F1966AF92366A8D95119357E5258A61C6');
INSERT INTO "log" VALUES(53,'01a23002-777e-7189-8ed3-352070792e4f',53,'2026-01-21T00:00:00.000000Z',X'CBD647994B79284DEA846831AF9D785BCC6B0CB0DC2B1719D5BAD52800BC4BF1');
INSERT INTO "log" VALUES(54,'d7bb6328-bda9-5d77-80c3-cb8bb6a1d7e8',54,'2026-01-21T00:00:00.000000Z',X'34DB8D264F13BB3186F20C8A53FA9FF92D5BBB780297F0069EA1CC1324DDFEAA');
INSERT INTO "log" VALUES(55,'3a1dd73c-d642-5f44-9d48-3a03c5ac1cb1',55,'2026-01-21T00:00:00.000000Z',X'DAB1DBAFF17C389956177B111D91028D04A22F3D7D97C07820E4C88532B91078');
INSERT INTO "log" VALUES(56,'908a85e7-cb96-5675-aeee-5eec01fccf90',56,'2026-01-21T00:00:00.000000Z',X'D9C7D3A1230A30DC7DF574AFAB93A03AEE5D75E829C1EAA9EF7136FC476791EA');
INSERT INTO "log" VALUES(57,'f3826c53-83f4-587c-995d-00c2f16ecc99',57,'2026-01-21T00:00:00.000000Z',X'307A6B3F625046EA4640AEA96F4D6E326DDAC50049471E52D67A9E00277D0A39');
INSERT INTO "log" VALUES(58,'7c6b97a0-749b-5e5d-8cee-7512fe984fc5',58,'2026-01-21T00:00:00.000000Z',X'8694516591A907FA9CC95D5F1F314B6BEE8F4812070E753961BF3814BFADB013');
INSERT INTO "log" VALUES(59,'01a23002-779b-72d7-bba8-f501aa9b09f8',59,'2026-01-21T00:00:00.000000Z',X'5D6FDADD742BA087F0B0CBFBDD6556403BA5F96DC03BCCF3B6CD1EDEFD3A259A');
INSERT INTO "log" VALUES(60,'01a23002-779a-77aa-a97e-ea52076a82b7',60,'2026-01-21T00:00:00.000000Z',X'BF9608CA36422FBC05045672A9C962AC828F884F628CA1209CFDA358E5F50B18');
INSERT INTO "log" VALUES(61,'01a23002-77a2-75e2-86cd-f46fc155fd25',61,'2026-01-21T00:00:00.000000Z',X'997748C8B758888C0723DFF5EBB7C0C951212B2026E0737C9EB2B8F5AB6ECC55');
INSERT INTO "log" VALUES(62,'01a23002-77ae-76c5-bd07-8753e7878396',62,'2026-01-21T00:00:00.000000Z',X'3D2CB4E5C8BFC7D5FB7C187B611224213BFF53CB443FC2ABE9B8E3C857FC0A0E');
INSERT INTO "log" VALUES(63,'01a23002-77ae-76c5-bd07-87522eae0f51',63,'2026-01-21T00:00:00.000000Z',X'F179F81315397B769D35B0EB00AC6768F18565F0018E3AA3F036A36D8C394C9A');
INSERT INTO "log" VALUES(64,'01a23002-77ba-73bc-8bcd-5a23f3934dce',64,'2026-01-21T00:00:00.000000Z',X'CBAFA034F3011D893AE0EB17A230451717C5B2BB32D37B535C18634CE8FB2301');
INSERT INTO "log" VALUES(65,'01a23002-77be-72e9-b3d3-c9b2149d352f',65,'2026-01-21T00:00:00.000000Z',X'91F1BE83442E8FE1517A69F7AC4EDFE22FC14343E66B7D948CC6DB95FAC68611');
INSERT INTO "log" VALUES(66,'01a23002-77c2-73f0-934a-1f24cbb9f0e7',66,'2026-01-21T00:00:00.000000Z',X'8258C7DE52053F5F4746329C8C7B16CCA540CEEBD92980C6A8B5BB6098F8B544');
INSERT INTO "log" VALUES(67,'01a23002-77ce-74c1-b324-dc70613653b7',67,'2026-01-21T00:00:00.000000Z',X'E5071DC9427DD80AB6776D95679386C77E4499AC6ECB3D1A45BC5A8F8EB22808');
INSERT INTO "log" VALUES(68,'01a23002-77ce-74c1-b324-dc6fde4e60bb',68,'2026-01-21T00:00:00.000000Z',X'B14902BE91673641EA9F1F3D026A78E6BF6F38F647523B6B21100194BB645969');
INSERT INTO "log" VALUES(69,'01a23002-77d0-731c-9551-9029195a8b86',69,'2026-01-21T00:00:00.000000Z',X'3ED64898659DB1F1AA6EC4C90F281A1D22E619EAB440451D09ABCAC300BD0F84');
INSERT INTO "log" VALUES(70,'01a23002-77d7-77d9-8ce9-80fff9cd5107',70,'2026-01-21T00:00:00.000000Z',X'FFDB2DD6DB819784141054B2B0D8A5538B26DC3775B11B739FE4FDF59750A4D3');
INSERT INTO "log" VALUES(71,'01a23002-77d7-77d9-8ce9-8100ede8e774',71,'2026-01-21T00:00:00.000000Z',X'EDE3F949931472FB2E6BCBBEC0232B3749A25ACE6A191CFD5FF4D03C45DAD660');
INSERT INTO "log" VALUES(72,'01a23002-77d8-719d-a2ac-4c571c8e470d',72,'2026-01-21T00:00:00.000000Z',X'91BF5C55F3AE67193B2F8CBDC85A994B8A450F5CBE707855AE95EB10A5CBAEE3');
INSERT INTO "log" VALUES(73,'01a23002-77e2-70bf-bf5f-13b53ce45def',73,'2026-01-21T00:00:00.000000Z',X'F54AD4DF3E795F34DEACF2087CB7828E3E4FD39C2B079AD6CBD8768E8201421F');
INSERT INTO "log" VALUES(74,'01a23002-77ee-72b1-bfdd-6bb690ce8d5f',74,'2026-01-21T00:00:00.000000Z',X'FBFCCB1B50A700AFEC3222B2A87FC734F18E9531683B17D4DB502930B7187EA6');
INSERT INTO "log" VALUES(75,'01a23002-77f8-74f7-a1e9-70dc035f2408',75,'2026-01-21T00:00:00.000000Z',X'DE959BE1DF57B8755F2749B9498F7E55024EE59CDC645ACFA4B14B06666322CD');
INSERT INTO "log" VALUES(76,'01a23002-77f7-74b1-9011-184729ef745b',76,'2026-01-21T00:00:00.000000Z',X'204B025B4A14AF4047ABF9C922B85CC717AF7CE34E6ED6389805D40CC2526B8B');
INSERT INTO "log" VALUES(77,'01a23002-7806-77e6-90d5-7658b5d538df',77,'2026-01-21T00:00:00.000000Z',X'5968A03D0FFBDB8736656CA84520BBAF12295A1B359788474EB7604A3CB34BB2');
INSERT INTO "log" VALUES(78,'01a23002-7812-7017-8f73-646cdb7ae8e8',78,'2026-01-21T00:00:00.000000Z',X'EC8839ED8C7118BC64169174B3FE74BE1B26B759E39B42F516BF966168729D74');
INSERT INTO "log" VALUES(79,'01a23002-7817-74b5-aca3-f37aaba8af45',79,'2026-01-21T00:00:00.000000Z',X'4FC86F94CAE843B289DDE78858911749A1DF77AA0DE04E4DCDFAE735908C1D41');
INSERT INTO "log" VALUES(80,'01a23002-7816-74ed-9cab-c3c07b019644',80,'2026-01-21T00:00:00.000000Z',X'9381F65132B186F5918FB5408A2DE3D6B395E87BCBC3C5CCFF550FF5AB5A7DDD');
INSERT INTO "log" VALUES(81,'01a23002-781e-7550-8210-7cded68c6d72',81,'2026-01-21T00:00:00.000000Z',X'B10AB612DAAEBDC2F4CE3916EF94B590391366AA92EACDB65CC38CB05BBF6B2C');
INSERT INTO "log" VALUES(82,'01a23002-7822-758c-a4b9-72d69ec1d2dc',82,'2026-01-21T00:00:00.000000Z',X'26E238C3B05DD5D3B782FF8A98AF883F5EB44735F191883BCED9D8F73CE7806B');
INSERT INTO "log" VALUES(83,'01a23002-782a-710f-a123-14d6a38aadbd',83,'2026-01-21T00:00:00.000000Z',X'A2CB484009E80C8A1A065289DCB41576D3AB8D850AB9C66D87B75415FEA75A63');
INSERT INTO "log" VALUES(84,'01a23002-782e-730c-b659-d1e5ad53de2e',84,'2026-01-21T00:00:00.000000Z',X'883E8B88B167694E9B60C8F1C345FDF099893E192BC5665FAA50B6AA1A6A0BF4');
INSERT INTO "log" VALUES(85,'80054359-1f2c-5ec2-ae22-7c20f6e71276',85,'2026-01-21T00:00:00.000000Z',X'208206C87C873FC07D44991FA730B3E5EEB01118862EBBB202807B90865F2805');
INSERT INTO "log" VALUES(86,'01a23002-7863-768a-868f-244566859e66',86,'2026-01-21T00:00:00.000000Z',X'1418F7CF357CA212FFED322D21860277232F444BD0D8F4800DCDF87DE2ED767D');
INSERT INTO "log" VALUES(87,'01a23002-7868-76fc-8ca4-d65c553a82a6',87,'2026-01-21T00:00:00.000000Z',X'1C051CDFF13572875B9D00B4195BFB062D68384B1B524A962A47A39CF386D792');
INSERT INTO "log" VALUES(88,'01a23002-786e-737b-878f-6496f6cad656',88,'2026-01-21T00:00:00.000000Z',X'C2E3555C8E661902D2A8B2976BE3EF86F1CF071DACE376248FE6C8E23B9EE21D');
INSERT INTO "log" VALUES(89,'01a23002-7872-7632-a07c-389a8bc4d448',89,'2026-01-21T00:00:00.000000Z',X'031108554C0BC9D0FEA483606083B283D559027BBC2E49C6C91F258482C1C961');
INSERT INTO "log" VALUES(90,'01a23002-7876-74a0-a02f-a1be878069d1',90,'2026-01-21T00:00:00.000000Z',X'47EE8CA16E6DEC7EFF29CB2D202F46159E67B7C5A3D6E230A2BE84BDCBA0E2EC');
INSERT INTO "log" VALUES(91,'01a23002-7877-7712-9b07-004c7758eb9b',91,'2026-01-21T00:00:00.000000Z',X'9845014DB758254E5570D024EDE9B1D488FC36A638FFBE27CD6B75DEFFD7E75B');
INSERT INTO "log" VALUES(92,'01a23002-7878-71d2-b389-6bc3c6f57e1a',92,'2026-01-21T00:00:00.000000Z',X'505279D341FB2203DCE438652CAB4214D665DBA38433B39BA00E68FD17CEA3B5');
INSERT INTO "log" VALUES(93,'01a23002-787a-71dc-a566-cab7203c47f3',93,'2026-01-21T00:00:00.000000Z',X'F326DA2666323AC7F66A99370D802E1D795252DE16DA9B2AE9BBCDBE858CD410');
INSERT INTO "log" VALUES(94,'01a23002-787e-709a-afc5-f311da4fd608',94,'2026-01-21T00:00:00.000000Z',X'E06ED4D4305FE6DE32C7A589DC3474DE1C6AF5488677BB6FA6ABDD814883ABA4');
INSERT INTO "log" VALUES(95,'01a23002-787f-7576-bbad-b9bcdd21b3cf',95,'2026-01-21T00:00:00.000000Z',X'8A9AF1E989E2C971C9FF1974CE2F8C8DFF10D3ED6C705BEDD08519FF9B40D848');
INSERT INTO "log" VALUES(96,'01a23002-7880-7199-99b5-8321c37ce9a5',96,'2026-01-21T00:00:00.000000Z',X'3571D1D2A1C2713794CB2AFD5370506F8A4772D3D1A5795DE0B767530AEDCEBA');
INSERT INTO "log" VALUES(97,'01a23002-7881-7428-bc80-5157d655e9ed',97,'2026-01-21T00:00:00.000000Z',X'8EC28D10350BCFA318B924C1BE1F277148595A0130BAC78A536B2463A81E7E10');
INSERT INTO "log" VALUES(98,'01a23002-7881-7428-bc80-51565f44c5b7',98,'2026-01-21T00:00:00.000000Z',X'7D858AD849E27AA0CB40F890C9F8865AEF699DABAD930DCD15F3AD8A15E6790E');
INSERT INTO "log" VALUES(99,'01a23002-7882-7436-8d68-2afded5ab39c',99,'2026-01-21T00:00:00.000000Z',X'4BCA1A16D47F24FA5E2F3DAF1284110F7D945BC07CC832E92718FE61E2E4887F');
INSERT INTO "log" VALUES(100,'01a23002-7882-7436-8d68-2aff6eae3d2d',100,'2026-01-21T00:00:00.000000Z',X'7C85DB4734619BE889343762AF62E3024E517E1F18A65D7AC3F399A4E6686459');
INSERT INTO "log" VALUES(101,'01a23002-7882-7436-8d68-2b00ed06542d',101,'2026-01-21T00:00:00.000000Z',X'14A2AA9C5DB97E88BFD52FCCA23D117CEAC4F02F83163115FED71BE216777630');
INSERT INTO "log" VALUES(102,'01a23002-7883-7639-9d81-49dd40f0d40f',102,'2026-01-21T00:00:00.000000Z',X'80E32F37CF2D1F1E88FA919F5C3430291728D8562D71CF3E8A513F73F635F378');
INSERT INTO "log" VALUES(103,'01a23002-7883-7639-9d81-49de9ec43b55',103,'2026-01-21T00:00:00.000000Z',X'4BB1A1D69BA6CB0C542ACC1DB10D916A583D20C2B57DA7D3CF5B406FEA16866A');
INSERT INTO "log" VALUES(104,'01a23002-7884-77b7-89eb-d472a441371e',104,'2026-01-21T00:00:00.000000Z',X'2AC88B0CD821A885D66775ADD32AB90F6110405BC6BF3BA87AADA7A4B51F0D4C');
INSERT INTO "log" VALUES(105,'01a23002-7888-71bd-9e07-476c7a4e7cd9',105,'2026-01-21T00:00:00.000000Z',X'06601E767090C598886FAC8F7FF1E6D178D68A63F5B9473778D3C8258459D505');
INSERT INTO "log" VALUES(106,'01a23002-7888-71bd-9e07-476ba14ee995',106,'2026-01-21T00:00:00.000000Z',X'22386C471294965F98CD1B1EFFC67CF0000D10BD4026F56281D5646D0DBC1967');
INSERT INTO "log" VALUES(107,'01a23002-78a6-73e8-b2a2-1cb2de6ddeb4',107,'2026-01-21T00:00:00.000000Z',X'65109DE0BB09031624F12F5ABD8CD4D960E21A35E42BE4F19419556240A105C5');
INSERT INTO "log" VALUES(108,'01a23002-78b7-72a0-9bb7-ea5bca908529',108,'2026-01-21T00:00:00.000000Z',X'1F4B25B5FE0589DE83689E7BA45D3CF25FCB89350697C9D0D30580D8AF0D0A77');
INSERT INTO "log" VALUES(109,'01a23002-78b7-72a0-9bb7-ea5a57e9aa4b',109,'2026-01-21T00:00:00.000000Z',X'5F4FB608979573BD6029FAB1A725E2A91EF46429BB170EDA2BAA9D3442AABF62');
INSERT INTO "log" VALUES(110,'01a23002-78f1-7320-a3ec-6d138f6cd4fd',110,'2026-01-21T00:00:00.000000Z',X'1269E1F919EAC1215DBF985AEEE6778756543A91E06CADD9E6B4938361A4B250');
INSERT INTO "log" VALUES(111,'01a23002-7923-7728-8a08-094b2c926ca0',111,'2026-01-21T00:00:00.000000Z',X'EF584FDF8F53377FD9164C920BBC179706558127D33BCC199A122EAB174A3B99');
INSERT INTO "log" VALUES(112,'01a23002-7923-7728-8a08-094adab1bd5c',112,'2026-01-21T00:00:00.000000Z',X'49B4A38264FEFBC2611C1503C36B3DC284316BE6C683C85BB9EDB0D5A4BFD61E');
INSERT INTO "log" VALUES(113,'01a23002-797a-70cc-bc48-eacbde9f89f9',113,'2026-01-21T00:00:00.000000Z',X'993C5E4836FBE97042D12F6BD4806F60079C452DCF4EFEAEC82DAE8E5F8BAEC4');
INSERT INTO "log" VALUES(114,'01a23002-79f2-72b2-a6d3-7ac79ca33c5f',114,'2026-01-21T00:00:00.000000Z',X'B8CB9DF65FBA7E355CA76D84E5F6E0ED33760B420F16C01C328682D79E35EF07');
INSERT INTO "log" VALUES(115,'01a23002-7a2c-7349-8415-a0bffaa35b6c',115,'2026-01-21T00:00:00.000000Z',X'F56829F6B28D2B89BAAE2363A2A50D8672DC2BF476F456AC5C7C522887C9D8F5');
INSERT INTO "log" VALUES(116,'01a23002-7a42-77b6-8d98-9eeb0ba1a55b',116,'2026-01-21T00:00:00.000000Z',X'E9D97DA0D59BFDED0542ECE27ED183E3ABF9FB7CACDB321261477FC2CBFB376F');
INSERT INTO "log" VALUES(117,'01a23002-7a90-75af-b911-e7936e09db64',117,'2026-01-21T00:00:00.000000Z',X'E8B86F753BA1B23EC750BF7AA3D312898C434DAACE0999C4AE049CB3A175CC08');
INSERT INTO "log" VALUES(118,'01a23002-7a90-75af-b911-e79204768055',118,'2026-01-21T00:00:00.000000Z',X'19A1E85ACBB2294D6043BE8A2E28BD248FEA37C4340EB9653602EA39543112A0');
INSERT INTO "log" VALUES(119,'01a23002-7b0c-74eb-9849-01309def8717',119,'2026-01-21T00:00:00.000000Z',X'E94C1DA90117B9D49ADE60C46F52564AC9981D829793B43550669ADBB0440433');
INSERT INTO "log" VALUES(120,'bcf2d3ef-e101-53ac-bd08-36978969b941',120,'2026-01-21T00:00:00.000000Z',X'667D552E4F1648EB9D8A0172516189514BDD3968E7AEB7777C5BBEE08EFDA106');
CREATE TABLE news (
	prediction VARCHAR NOT NULL, 
	about VARCHAR NOT NULL, 
	author VARCHAR NOT NULL, 
	topic VARCHAR NOT NULL, 
	recorded_at VARCHAR NOT NULL, 
	PRIMARY KEY (prediction, about, author, topic)
);
INSERT INTO "news" VALUES('prd_8dks72k3z7','recorded','','','2026-01-01T00:00:00.000000Z');
INSERT INTO "news" VALUES('prd_8dks72k3z7','recorded','','japan','2026-01-01T00:00:00.000000Z');
INSERT INTO "news" VALUES('prd_8dks72k3z7','recorded','','ukraine','2026-01-01T00:00:00.000000Z');
INSERT INTO "news" VALUES('prd_8dks72k3z7','recorded','fcr_1ffcnxbenq','','2026-01-01T00:00:00.000000Z');
INSERT INTO "news" VALUES('prd_8dks72k3z7','recorded','fcr_1ffcnxbenq','japan','2026-01-01T00:00:00.000000Z');
INSERT INTO "news" VALUES('prd_8dks72k3z7','recorded','fcr_1ffcnxbenq','ukraine','2026-01-01T00:00:00.000000Z');
INSERT INTO "news" VALUES('prd_h9e876k6qx','recorded','','','2026-01-01T00:00:00.000000Z');
INSERT INTO "news" VALUES('prd_h9e876k6qx','recorded','fcr_1ffcnxbenq','','2026-01-01T00:00:00.000000Z');
INSERT INTO "news" VALUES('prd_vc1c47640h','recorded','','','2026-01-01T00:00:00.000000Z');
INSERT INTO "news" VALUES('prd_vc1c47640h','recorded','fcr_1ffcnxbenq','','2026-01-01T00:00:00.000000Z');
INSERT INTO "news" VALUES('prd_q03m5vp7bw','recorded','','','2026-01-01T00:00:00.000000Z');
INSERT INTO "news" VALUES('prd_q03m5vp7bw','recorded','fcr_1ffcnxbenq','','2026-01-01T00:00:00.000000Z');
INSERT INTO "news" VALUES('prd_8dks72k3z7','outcome','','','2026-01-11T00:00:00.000000Z');
INSERT INTO "news" VALUES('prd_8dks72k3z7','outcome','','japan','2026-01-11T00:00:00.000000Z');
INSERT INTO "news" VALUES('prd_8dks72k3z7','outcome','','ukraine','2026-01-11T00:00:00.000000Z');
INSERT INTO "news" VALUES('prd_8dks72k3z7','outcome','fcr_1ffcnxbenq','','2026-01-11T00:00:00.000000Z');
INSERT INTO "news" VALUES('prd_8dks72k3z7','outcome','fcr_1ffcnxbenq','japan','2026-01-11T00:00:00.000000Z');
INSERT INTO "news" VALUES('prd_8dks72k3z7','outcome','fcr_1ffcnxbenq','ukraine','2026-01-11T00:00:00.000000Z');
INSERT INTO "news" VALUES('prd_vc1c47640h','outcome','','','2026-01-16T00:00:00.000000Z');
INSERT INTO "news" VALUES('prd_vc1c47640h','outcome','fcr_1ffcnxbenq','','2026-01-16T00:00:00.000000Z');
INSERT INTO "news" VALUES('prd_wxdsa2fq5c','recorded','','','2026-01-21T00:00:00.000000Z');
INSERT INTO "news" VALUES('prd_wxdsa2fq5c','recorded','fcr_1ffcnxbenq','','2026-01-21T00:00:00.000000Z');
INSERT INTO "news" VALUES('prd_0nywrrhf50','recorded','','','2026-01-21T00:00:00.000000Z');
INSERT INTO "news" VALUES('prd_0nywrrhf50','recorded','fcr_1ffcnxbenq','','2026-01-21T00:00:00.000000Z');
INSERT INTO "news" VALUES('prd_jq8ke69m4b','recorded','','','2026-01-21T00:00:00.000000Z');
INSERT INTO "news" VALUES('prd_jq8ke69m4b','recorded','fcr_1ffcnxbenq','','2026-01-21T00:00:00.000000Z');
INSERT INTO "news" VALUES('prd_jq8ke69m4b','outcome','','','2026-01-21T00:00:00.000000Z');
INSERT INTO "news" VALUES('prd_jq8ke69m4b','outcome','fcr_1ffcnxbenq','','2026-01-21T00:00:00.000000Z');
INSERT INTO "news" VALUES('prd_kh7ftpddra','recorded','','','2026-01-21T00:00:00.000000Z');
INSERT INTO "news" VALUES('prd_kh7ftpddra','recorded','fcr_1ffcnxbenq','','2026-01-21T00:00:00.000000Z');
INSERT INTO "news" VALUES('prd_091emzt07n','recorded','','','2026-01-21T00:00:00.000000Z');
INSERT INTO "news" VALUES('prd_091emzt07n','recorded','fcr_1ffcnxbenq','','2026-01-21T00:00:00.000000Z');
INSERT INTO "news" VALUES('prd_091emzt07n','outcome','','','2026-01-21T00:00:00.000000Z');
INSERT INTO "news" VALUES('prd_091emzt07n','outcome','fcr_1ffcnxbenq','','2026-01-21T00:00:00.000000Z');
INSERT INTO "news" VALUES('prd_xyngg4fj8w','recorded','','','2026-01-21T00:00:00.000000Z');
INSERT INTO "news" VALUES('prd_xyngg4fj8w','recorded','','war','2026-01-21T00:00:00.000000Z');
INSERT INTO "news" VALUES('prd_xyngg4fj8w','recorded','fcr_1ffcnxbenq','','2026-01-21T00:00:00.000000Z');
INSERT INTO "news" VALUES('prd_xyngg4fj8w','recorded','fcr_1ffcnxbenq','war','2026-01-21T00:00:00.000000Z');
INSERT INTO "news" VALUES('prd_tygcwrhg0e','recorded','','','2026-01-21T00:00:00.000000Z');
INSERT INTO "news" VALUES('prd_tygcwrhg0e','recorded','fcr_1ffcnxbenq','','2026-01-21T00:00:00.000000Z');
INSERT INTO "news" VALUES('prd_g61xdj1jqg','recorded','','','2026-01-21T00:00:00.000000Z');
INSERT INTO "news" VALUES('prd_g61xdj1jqg','recorded','fcr_1ffcnxbenq','','2026-01-21T00:00:00.000000Z');
INSERT INTO "news" VALUES('prd_g61xdj1jqg','outcome','','','2026-01-21T00:00:00.000000Z');
INSERT INTO "news" VALUES('prd_g61xdj1jqg','outcome','fcr_1ffcnxbenq','','2026-01-21T00:00:00.000000Z');
INSERT INTO "news" VALUES('prd_x0a8vg1grc','recorded','','','2026-01-21T00:00:00.000000Z');
INSERT INTO "news" VALUES('prd_x0a8vg1grc','recorded','fcr_1ffcnxbenq','','2026-01-21T00:00:00.000000Z');
CREATE TABLE news_clock (
	type VARCHAR NOT NULL, 
	at VARCHAR NOT NULL, 
	"after" VARCHAR NOT NULL, 
	PRIMARY KEY (type)
);
CREATE TABLE outbound (
	id INTEGER NOT NULL, 
	is_on INTEGER NOT NULL, 
	epoch INTEGER NOT NULL, 
	changed_at VARCHAR NOT NULL, 
	changed_by VARCHAR NOT NULL, 
	PRIMARY KEY (id)
);
CREATE TABLE parked (
	consumer VARCHAR NOT NULL, 
	position INTEGER NOT NULL, 
	reason VARCHAR NOT NULL, 
	PRIMARY KEY (consumer, position)
);
CREATE TABLE pending (
	inserted INTEGER NOT NULL, 
	PRIMARY KEY (inserted)
);
CREATE TABLE prediction (
	id VARCHAR NOT NULL, 
	version INTEGER NOT NULL, 
	kind VARCHAR NOT NULL, 
	judged_as VARCHAR, 
	state VARCHAR NOT NULL, 
	statement VARCHAR NOT NULL, 
	criteria VARCHAR, 
	opens VARCHAR NOT NULL, 
	closes VARCHAR NOT NULL, 
	closes_on VARCHAR, 
	timezone VARCHAR NOT NULL, 
	author VARCHAR, 
	essay VARCHAR, 
	claim VARCHAR, 
	actor VARCHAR, 
	topics VARCHAR NOT NULL, 
	rule VARCHAR, 
	options VARCHAR NOT NULL, 
	unit VARCHAR, 
	antecedent VARCHAR, 
	consequent VARCHAR, 
	met_at VARCHAR, 
	default_outcome VARCHAR, 
	settlement VARCHAR NOT NULL, 
	visibility VARCHAR NOT NULL, 
	visible_from VARCHAR, 
	supersedes VARCHAR, 
	note VARCHAR, 
	source VARCHAR, 
	external_id VARCHAR, 
	run VARCHAR, 
	likeness VARCHAR NOT NULL, 
	recorded_at VARCHAR NOT NULL, 
	recorded_by VARCHAR NOT NULL, 
	effective_at VARCHAR NOT NULL, 
	amendments INTEGER NOT NULL, 
	withdrawn_reason VARCHAR, 
	graders INTEGER NOT NULL, 
	proposed_outcome VARCHAR, 
	proposed_reason VARCHAR, 
	proposed_annulment VARCHAR, 
	resolution_number INTEGER NOT NULL, 
	resolution_event VARCHAR, 
	settled_state VARCHAR, 
	outcome VARCHAR, 
	annulment VARCHAR, 
	known_at VARCHAR, 
	final_at VARCHAR, 
	is_final INTEGER NOT NULL, 
	judged_by VARCHAR, 
	basis VARCHAR, 
	reason VARCHAR, 
	dispute_reason VARCHAR, 
	PRIMARY KEY (id)
);
INSERT INTO "prediction" VALUES('prd_8dks72k3z7',3,'binary','binary','resolved','The cabinet resigns',NULL,'2026-01-01T00:00:00.000000Z','2027-01-01T00:00:00.000000Z','2026-12-31','UTC','fcr_1ffcnxbenq',NULL,NULL,NULL,'["japan","ukraine"]','{"event_type":"cabinet.resigns"}','[]',NULL,NULL,NULL,NULL,NULL,'at_once','public',NULL,NULL,NULL,NULL,NULL,NULL,'ad18d543cdd754dfb738737642c9a1e6af6cd29f05846d25b18f3b4d5499d818','2026-01-01T00:00:00.000000Z','key_d3yy1ksx1w','2026-01-01T00:00:00.000000Z',0,NULL,0,NULL,NULL,NULL,1,'c6c1a3bf-6ad1-57e2-b253-29f125e9fcb6','resolved','yes',NULL,'2026-01-05T00:00:00.000000Z','2026-01-11T00:00:00.000000Z',1,'worker','rule','the rule came true',NULL);
INSERT INTO "prediction" VALUES('prd_h9e876k6qx',2,'binary','binary','proposed','Proposed',NULL,'2026-01-01T00:00:00.000000Z','2027-01-01T00:00:00.000000Z','2026-12-31','UTC','fcr_1ffcnxbenq',NULL,NULL,'Ishiba','[]','{"event_type":"cabinet.resigns"}','[]',NULL,NULL,NULL,NULL,'no','confirm','public',NULL,NULL,NULL,NULL,NULL,NULL,'04e2254e32225bdf2a95a4444a46914ed5a4c31f2dedf3fcc6c18045cc5560c8','2026-01-01T00:00:00.000000Z','key_d3yy1ksx1w','2026-01-01T00:00:00.000000Z',0,NULL,0,'yes','a development says so',NULL,0,NULL,NULL,NULL,NULL,NULL,NULL,0,NULL,NULL,NULL,NULL);
INSERT INTO "prediction" VALUES('prd_vc1c47640h',6,'binary','binary','resolved','Corrected',NULL,'2026-01-01T00:00:00.000000Z','2027-01-01T00:00:00.000000Z','2026-12-31','UTC','fcr_1ffcnxbenq','ess_mwz8s33801','clm_qfa3wz12mg',NULL,'[]',NULL,'[]',NULL,NULL,NULL,NULL,NULL,'confirm','public',NULL,NULL,NULL,NULL,NULL,NULL,'22449eabe7a229b6c7f1dabfc462d5a9beb20f7a6220656bdbf6741fd12f7c38','2026-01-01T00:00:00.000000Z','key_d3yy1ksx1w','2026-01-01T00:00:00.000000Z',0,NULL,0,NULL,NULL,NULL,2,'01a23002-760e-71dd-ab45-2ca01f0ebee6','resolved','no',NULL,'2026-01-09T00:00:00.000000Z','2026-01-19T00:00:00.000000Z',1,'author','person','a mistake',NULL);
INSERT INTO "prediction" VALUES('prd_q03m5vp7bw',1,'binary','binary','open','Open',NULL,'2026-01-01T00:00:00.000000Z','2028-01-01T00:00:00.000000Z','2027-12-31','UTC','fcr_1ffcnxbenq',NULL,NULL,NULL,'[]',NULL,'[]',NULL,NULL,NULL,NULL,NULL,'confirm','public',NULL,NULL,NULL,NULL,NULL,NULL,'69b45648af61783aa72c607e320e307a5e855ef6aa615ae5c5fcfa3479f39119','2026-01-01T00:00:00.000000Z','key_d3yy1ksx1w','2026-01-01T00:00:00.000000Z',0,NULL,0,NULL,NULL,NULL,0,NULL,NULL,NULL,NULL,NULL,NULL,0,NULL,NULL,NULL,NULL);
INSERT INTO "prediction" VALUES('prd_73pt6dgtd6',4,'binary','binary','resolved','The cabinet falls',NULL,'2025-01-01T00:00:00.000000Z','2025-07-01T00:00:00.000000Z','2025-06-30','UTC',NULL,'ess_t7k0zy94vh','clm_zxev0j58s8',NULL,'[]',NULL,'[]',NULL,NULL,NULL,NULL,NULL,'confirm','public',NULL,NULL,NULL,'finished','P1','75fbfc65-d89d-518d-b1bc-a1b6bbd583a2','c0f16cf4bdec3040c05d83e5e7a479fdcdc5feb0f78f72054bdef2e5912e199f','2026-01-21T00:00:00.000000Z','key_d3yy1ksx1w','2025-01-01T00:00:00.000000Z',0,NULL,0,NULL,NULL,NULL,1,'7ad2506e-48e7-5654-ae6a-2a7e625f3940','resolved','yes',NULL,'2025-03-01T00:00:00.000000Z','2025-03-02T00:00:00.000000Z',1,'other','person',NULL,NULL);
INSERT INTO "prediction" VALUES('prd_ffyxbpf6m6',1,'binary','binary','open','The cabinet falls',NULL,'2025-01-01T00:00:00.000000Z','2025-07-01T00:00:00.000000Z','2025-06-30','UTC',NULL,'ess_2f4wsp2c9y','clm_fqxytnx569',NULL,'[]',NULL,'[]',NULL,NULL,NULL,NULL,NULL,'confirm','public',NULL,NULL,NULL,'held','P1','89ccdd98-79d1-5436-9137-200f28a5bb7b','c0f16cf4bdec3040c05d83e5e7a479fdcdc5feb0f78f72054bdef2e5912e199f','2026-01-21T00:00:00.000000Z','key_d3yy1ksx1w','2025-01-01T00:00:00.000000Z',0,NULL,0,NULL,NULL,NULL,0,NULL,NULL,NULL,NULL,NULL,NULL,0,NULL,NULL,NULL,NULL);
INSERT INTO "prediction" VALUES('prd_qc2211nwsr',2,'binary','binary','undone','Typo',NULL,'2026-01-21T00:00:00.000000Z','2027-01-01T00:00:00.000000Z','2026-12-31','UTC','fcr_1ffcnxbenq',NULL,NULL,NULL,'[]',NULL,'[]',NULL,NULL,NULL,NULL,NULL,'confirm','public',NULL,NULL,NULL,NULL,NULL,NULL,'ccdda0d6d9948fc86d7eb051f46e8f0e21a20f39329f2bb901111bfc1343ac62','2026-01-21T00:00:00.000000Z','key_d3yy1ksx1w','2026-01-21T00:00:00.000000Z',0,NULL,0,NULL,NULL,NULL,0,NULL,NULL,NULL,NULL,NULL,NULL,0,NULL,NULL,NULL,NULL);
INSERT INTO "prediction" VALUES('prd_wxdsa2fq5c',3,'graded','graded','open','Graded',NULL,'2026-01-21T00:00:00.000000Z','2027-01-01T00:00:00.000000Z','2026-12-31','UTC','fcr_1ffcnxbenq',NULL,NULL,NULL,'[]',NULL,'[]',NULL,NULL,NULL,NULL,NULL,'confirm','public',NULL,NULL,NULL,NULL,NULL,NULL,'6eaaebe1afd3982614640ac50a34e7f3688a8fe214a86b14adc3146de7d4b05d','2026-01-21T00:00:00.000000Z','key_d3yy1ksx1w','2026-01-21T00:00:00.000000Z',0,NULL,1,NULL,NULL,NULL,0,NULL,NULL,NULL,NULL,NULL,NULL,0,NULL,NULL,NULL,NULL);
INSERT INTO "prediction" VALUES('prd_0nywrrhf50',1,'conditional','binary','dormant','If they meet',NULL,'2026-01-21T00:00:00.000000Z','2027-01-01T00:00:00.000000Z','2026-12-31','UTC','fcr_1ffcnxbenq',NULL,NULL,NULL,'[]',NULL,'[]',NULL,'{"statement":"They meet","by":"2027-01-01T00:00:00Z","by_on":"2026-12-31","rule":{"event_type":"cabinet.resigns"}}','{}',NULL,NULL,'confirm','public',NULL,NULL,NULL,NULL,NULL,NULL,'a7b8b3825b86677ef53dabfaaefe295d058454d0765ef1dc2f95c51466dcb156','2026-01-21T00:00:00.000000Z','key_d3yy1ksx1w','2026-01-21T00:00:00.000000Z',0,NULL,0,NULL,NULL,NULL,0,NULL,NULL,NULL,NULL,NULL,NULL,0,NULL,NULL,NULL,NULL);
INSERT INTO "prediction" VALUES('prd_jq8ke69m4b',5,'categorical','categorical','disputed','Who wins',NULL,'2026-01-21T00:00:00.000000Z','2027-01-01T00:00:00.000000Z','2026-12-31','UTC','fcr_1ffcnxbenq',NULL,NULL,NULL,'[]',NULL,'["A","B"]',NULL,NULL,NULL,NULL,NULL,'confirm','public',NULL,NULL,NULL,NULL,NULL,NULL,'53e2d488e6210c1a79d8176a04f8c92dc426c30a35180173be39b0a5fa4ececb','2026-01-21T00:00:00.000000Z','key_d3yy1ksx1w','2026-01-21T00:00:00.000000Z',1,NULL,0,NULL,NULL,NULL,1,'01a23002-77d7-77d9-8ce9-8100ede8e774','resolved','A',NULL,'2026-01-19T00:00:00.000000Z','2026-01-24T00:00:00.000000Z',0,'author','person',NULL,'recount');
INSERT INTO "prediction" VALUES('prd_kh7ftpddra',3,'binary','binary','open','Weighed',NULL,'2026-01-21T00:00:00.000000Z','2027-01-01T00:00:00.000000Z','2026-12-31','UTC','fcr_1ffcnxbenq',NULL,NULL,NULL,'[]',NULL,'[]',NULL,NULL,NULL,NULL,NULL,'confirm','public',NULL,NULL,NULL,NULL,NULL,NULL,'eadff3148695c8471cddd6eebf69879f4da9f3e4a4d6bd9bc58d64f1d7573e4e','2026-01-21T00:00:00.000000Z','key_d3yy1ksx1w','2026-01-21T00:00:00.000000Z',0,'no more',0,NULL,NULL,NULL,0,NULL,NULL,NULL,NULL,NULL,NULL,0,NULL,NULL,NULL,NULL);
INSERT INTO "prediction" VALUES('prd_091emzt07n',2,'binary','binary','annulled','Void',NULL,'2026-01-21T00:00:00.000000Z','2027-01-01T00:00:00.000000Z','2026-12-31','UTC','fcr_1ffcnxbenq',NULL,NULL,NULL,'[]',NULL,'[]',NULL,NULL,NULL,NULL,NULL,'confirm','public',NULL,NULL,NULL,NULL,NULL,NULL,'e6de86abec2fa6be96cc7fdb752e3dfc387255a37eaae8ce85b5fe32a50be699','2026-01-21T00:00:00.000000Z','key_d3yy1ksx1w','2026-01-21T00:00:00.000000Z',0,NULL,0,NULL,NULL,NULL,1,'01a23002-781e-7550-8210-7cded68c6d72','annulled','annulled','ambiguous','2026-01-21T00:00:00.000000Z','2026-01-24T00:00:00.000000Z',0,'author','person',NULL,NULL);
INSERT INTO "prediction" VALUES('prd_xyngg4fj8w',2,'binary','binary','open','Amended clearer','c','2026-01-21T00:00:00.000000Z','2027-01-02T00:00:00.000000Z','2027-01-01','UTC','fcr_1ffcnxbenq',NULL,NULL,NULL,'["war"]',NULL,'[]',NULL,NULL,NULL,NULL,NULL,'confirm','public',NULL,NULL,NULL,NULL,NULL,NULL,'27fa24d4ad4a95d6833b1753bf7fda4f26cd03d8602eb04b7eb480dd39a3edf2','2026-01-21T00:00:00.000000Z','key_v0jna21r43','2026-01-21T00:00:00.000000Z',1,NULL,0,NULL,NULL,NULL,0,NULL,NULL,NULL,NULL,NULL,NULL,0,NULL,NULL,NULL,NULL);
INSERT INTO "prediction" VALUES('prd_tygcwrhg0e',2,'conditional','binary','open','cond',NULL,'2026-01-21T00:00:00.000000Z','2027-01-02T00:00:00.000000Z','2027-01-01','UTC','fcr_1ffcnxbenq',NULL,NULL,NULL,'[]',NULL,'[]',NULL,'{"statement":"They meet","by":"2027-01-02T00:00:00Z","by_on":"2027-01-01"}','{}','2026-01-21T00:00:00.000000Z',NULL,'confirm','public',NULL,NULL,NULL,NULL,NULL,NULL,'a44577b08b4df1aa6cdf8d7e5e868ac033f60bd627a4ef34808a0dbd7249aaf1','2026-01-21T00:00:00.000000Z','key_v0jna21r43','2026-01-21T00:00:00.000000Z',0,NULL,0,NULL,NULL,NULL,0,NULL,NULL,NULL,NULL,NULL,NULL,0,NULL,NULL,NULL,NULL);
INSERT INTO "prediction" VALUES('prd_g61xdj1jqg',3,'binary','binary','disputed','disp',NULL,'2026-01-21T00:00:00.000000Z','2027-01-02T00:00:00.000000Z','2027-01-01','UTC','fcr_1ffcnxbenq',NULL,NULL,NULL,'[]',NULL,'[]',NULL,NULL,NULL,NULL,NULL,'confirm','public',NULL,NULL,NULL,NULL,NULL,NULL,'bcb2b2c8354378e7fa56830bafc00c2ccc32c60c27a98c90bca49394f8b3516c','2026-01-21T00:00:00.000000Z','key_v0jna21r43','2026-01-21T00:00:00.000000Z',0,NULL,0,NULL,NULL,NULL,1,'01a23002-797a-70cc-bc48-eacbde9f89f9','resolved','no',NULL,'2026-01-21T00:00:00.000000Z','2026-01-24T00:00:00.000000Z',0,'author','person',NULL,'r');
INSERT INTO "prediction" VALUES('prd_s4m9c6drcn',2,'binary','binary','undone','Slip',NULL,'2026-01-21T00:00:00.000000Z','2027-01-02T00:00:00.000000Z','2027-01-01','UTC','fcr_1ffcnxbenq',NULL,NULL,NULL,'[]',NULL,'[]',NULL,NULL,NULL,NULL,NULL,'confirm','public',NULL,NULL,NULL,NULL,NULL,NULL,'9b111fc140bfd75a64c263485abc34d0b98c4ac6608eac13cb3f21e22baf2f7c','2026-01-21T00:00:00.000000Z','key_v0jna21r43','2026-01-21T00:00:00.000000Z',0,NULL,0,NULL,NULL,NULL,0,NULL,NULL,NULL,NULL,NULL,NULL,0,NULL,NULL,NULL,NULL);
INSERT INTO "prediction" VALUES('prd_x0a8vg1grc',1,'binary','binary','open','Twice',NULL,'2026-01-21T00:00:00.000000Z','2027-01-02T00:00:00.000000Z','2027-01-01','UTC','fcr_1ffcnxbenq',NULL,NULL,NULL,'[]',NULL,'[]',NULL,NULL,NULL,NULL,NULL,'confirm','public',NULL,NULL,NULL,NULL,NULL,NULL,'41d27e1898b8f09f9f8e3a3e854bf20565715abf8b94cc5211b57eabe8715f47','2026-01-21T00:00:00.000000Z','key_v0jna21r43','2026-01-21T00:00:00.000000Z',0,NULL,0,NULL,NULL,NULL,0,NULL,NULL,NULL,NULL,NULL,NULL,0,NULL,NULL,NULL,NULL);
CREATE TABLE prediction_topic (
	prediction VARCHAR NOT NULL, 
	topic VARCHAR NOT NULL, 
	recorded_at VARCHAR NOT NULL, 
	closes VARCHAR NOT NULL, 
	effective_at VARCHAR NOT NULL, 
	PRIMARY KEY (prediction, topic)
);
INSERT INTO "prediction_topic" VALUES('prd_8dks72k3z7','japan','2026-01-01T00:00:00.000000Z','2027-01-01T00:00:00.000000Z','2026-01-01T00:00:00.000000Z');
INSERT INTO "prediction_topic" VALUES('prd_8dks72k3z7','ukraine','2026-01-01T00:00:00.000000Z','2027-01-01T00:00:00.000000Z','2026-01-01T00:00:00.000000Z');
INSERT INTO "prediction_topic" VALUES('prd_xyngg4fj8w','war','2026-01-21T00:00:00.000000Z','2027-01-02T00:00:00.000000Z','2026-01-21T00:00:00.000000Z');
CREATE TABLE prediction_trigger (
	kind VARCHAR NOT NULL, 
	value VARCHAR NOT NULL, 
	prediction VARCHAR NOT NULL, 
	run VARCHAR, 
	PRIMARY KEY (kind, value, prediction)
);
INSERT INTO "prediction_trigger" VALUES('resolves','prd_h9e876k6qx','prd_h9e876k6qx',NULL);
INSERT INTO "prediction_trigger" VALUES('event_type','cabinet.resigns','prd_h9e876k6qx',NULL);
INSERT INTO "prediction_trigger" VALUES('ends_actor','ishiba','prd_h9e876k6qx',NULL);
INSERT INTO "prediction_trigger" VALUES('resolves','prd_q03m5vp7bw','prd_q03m5vp7bw',NULL);
INSERT INTO "prediction_trigger" VALUES('resolves','prd_ffyxbpf6m6','prd_ffyxbpf6m6','89ccdd98-79d1-5436-9137-200f28a5bb7b');
INSERT INTO "prediction_trigger" VALUES('resolves','prd_wxdsa2fq5c','prd_wxdsa2fq5c',NULL);
INSERT INTO "prediction_trigger" VALUES('resolves','prd_0nywrrhf50','prd_0nywrrhf50',NULL);
INSERT INTO "prediction_trigger" VALUES('event_type','cabinet.resigns','prd_0nywrrhf50',NULL);
INSERT INTO "prediction_trigger" VALUES('resolves','prd_jq8ke69m4b','prd_jq8ke69m4b',NULL);
INSERT INTO "prediction_trigger" VALUES('resolves','prd_kh7ftpddra','prd_kh7ftpddra',NULL);
INSERT INTO "prediction_trigger" VALUES('resolves','prd_091emzt07n','prd_091emzt07n',NULL);
INSERT INTO "prediction_trigger" VALUES('resolves','prd_xyngg4fj8w','prd_xyngg4fj8w',NULL);
INSERT INTO "prediction_trigger" VALUES('resolves','prd_tygcwrhg0e','prd_tygcwrhg0e',NULL);
INSERT INTO "prediction_trigger" VALUES('resolves','prd_g61xdj1jqg','prd_g61xdj1jqg',NULL);
INSERT INTO "prediction_trigger" VALUES('resolves','prd_x0a8vg1grc','prd_x0a8vg1grc',NULL);
CREATE TABLE prediction_word (
	word VARCHAR NOT NULL, 
	is_open INTEGER NOT NULL, 
	prediction VARCHAR NOT NULL, 
	count INTEGER NOT NULL, 
	recorded_at VARCHAR NOT NULL, 
	closes VARCHAR NOT NULL, 
	effective_at VARCHAR NOT NULL, 
	PRIMARY KEY (word, is_open, prediction)
)
 WITHOUT ROWID

;
INSERT INTO "prediction_word" VALUES('amended',1,'prd_xyngg4fj8w',2,'2026-01-21T00:00:00.000000Z','2027-01-02T00:00:00.000000Z','2026-01-21T00:00:00.000000Z');
INSERT INTO "prediction_word" VALUES('c',1,'prd_xyngg4fj8w',1,'2026-01-21T00:00:00.000000Z','2027-01-02T00:00:00.000000Z','2026-01-21T00:00:00.000000Z');
INSERT INTO "prediction_word" VALUES('cabinet',0,'prd_73pt6dgtd6',2,'2026-01-21T00:00:00.000000Z','2025-07-01T00:00:00.000000Z','2025-01-01T00:00:00.000000Z');
INSERT INTO "prediction_word" VALUES('cabinet',0,'prd_8dks72k3z7',4,'2026-01-01T00:00:00.000000Z','2027-01-01T00:00:00.000000Z','2026-01-01T00:00:00.000000Z');
INSERT INTO "prediction_word" VALUES('cabinet',1,'prd_0nywrrhf50',2,'2026-01-21T00:00:00.000000Z','2027-01-01T00:00:00.000000Z','2026-01-21T00:00:00.000000Z');
INSERT INTO "prediction_word" VALUES('cabinet',1,'prd_ffyxbpf6m6',2,'2026-01-21T00:00:00.000000Z','2025-07-01T00:00:00.000000Z','2025-01-01T00:00:00.000000Z');
INSERT INTO "prediction_word" VALUES('cabinet',1,'prd_h9e876k6qx',2,'2026-01-01T00:00:00.000000Z','2027-01-01T00:00:00.000000Z','2026-01-01T00:00:00.000000Z');
INSERT INTO "prediction_word" VALUES('clearer',1,'prd_xyngg4fj8w',2,'2026-01-21T00:00:00.000000Z','2027-01-02T00:00:00.000000Z','2026-01-21T00:00:00.000000Z');
INSERT INTO "prediction_word" VALUES('cond',1,'prd_tygcwrhg0e',2,'2026-01-21T00:00:00.000000Z','2027-01-02T00:00:00.000000Z','2026-01-21T00:00:00.000000Z');
INSERT INTO "prediction_word" VALUES('corrected',0,'prd_vc1c47640h',2,'2026-01-01T00:00:00.000000Z','2027-01-01T00:00:00.000000Z','2026-01-01T00:00:00.000000Z');
INSERT INTO "prediction_word" VALUES('disp',0,'prd_g61xdj1jqg',2,'2026-01-21T00:00:00.000000Z','2027-01-02T00:00:00.000000Z','2026-01-21T00:00:00.000000Z');
INSERT INTO "prediction_word" VALUES('fall',0,'prd_73pt6dgtd6',2,'2026-01-21T00:00:00.000000Z','2025-07-01T00:00:00.000000Z','2025-01-01T00:00:00.000000Z');
INSERT INTO "prediction_word" VALUES('fall',1,'prd_ffyxbpf6m6',2,'2026-01-21T00:00:00.000000Z','2025-07-01T00:00:00.000000Z','2025-01-01T00:00:00.000000Z');
INSERT INTO "prediction_word" VALUES('graded',1,'prd_wxdsa2fq5c',2,'2026-01-21T00:00:00.000000Z','2027-01-01T00:00:00.000000Z','2026-01-21T00:00:00.000000Z');
INSERT INTO "prediction_word" VALUES('ishiba',1,'prd_h9e876k6qx',3,'2026-01-01T00:00:00.000000Z','2027-01-01T00:00:00.000000Z','2026-01-01T00:00:00.000000Z');
INSERT INTO "prediction_word" VALUES('japan',0,'prd_8dks72k3z7',3,'2026-01-01T00:00:00.000000Z','2027-01-01T00:00:00.000000Z','2026-01-01T00:00:00.000000Z');
INSERT INTO "prediction_word" VALUES('meet',1,'prd_0nywrrhf50',2,'2026-01-21T00:00:00.000000Z','2027-01-01T00:00:00.000000Z','2026-01-21T00:00:00.000000Z');
INSERT INTO "prediction_word" VALUES('open',1,'prd_q03m5vp7bw',2,'2026-01-01T00:00:00.000000Z','2028-01-01T00:00:00.000000Z','2026-01-01T00:00:00.000000Z');
INSERT INTO "prediction_word" VALUES('proposed',1,'prd_h9e876k6qx',2,'2026-01-01T00:00:00.000000Z','2027-01-01T00:00:00.000000Z','2026-01-01T00:00:00.000000Z');
INSERT INTO "prediction_word" VALUES('resign',0,'prd_8dks72k3z7',4,'2026-01-01T00:00:00.000000Z','2027-01-01T00:00:00.000000Z','2026-01-01T00:00:00.000000Z');
INSERT INTO "prediction_word" VALUES('resign',1,'prd_0nywrrhf50',2,'2026-01-21T00:00:00.000000Z','2027-01-01T00:00:00.000000Z','2026-01-21T00:00:00.000000Z');
INSERT INTO "prediction_word" VALUES('resign',1,'prd_h9e876k6qx',2,'2026-01-01T00:00:00.000000Z','2027-01-01T00:00:00.000000Z','2026-01-01T00:00:00.000000Z');
INSERT INTO "prediction_word" VALUES('twice',1,'prd_x0a8vg1grc',2,'2026-01-21T00:00:00.000000Z','2027-01-02T00:00:00.000000Z','2026-01-21T00:00:00.000000Z');
INSERT INTO "prediction_word" VALUES('ukraine',0,'prd_8dks72k3z7',3,'2026-01-01T00:00:00.000000Z','2027-01-01T00:00:00.000000Z','2026-01-01T00:00:00.000000Z');
INSERT INTO "prediction_word" VALUES('void',0,'prd_091emzt07n',2,'2026-01-21T00:00:00.000000Z','2027-01-01T00:00:00.000000Z','2026-01-21T00:00:00.000000Z');
INSERT INTO "prediction_word" VALUES('war',1,'prd_xyngg4fj8w',3,'2026-01-21T00:00:00.000000Z','2027-01-02T00:00:00.000000Z','2026-01-21T00:00:00.000000Z');
INSERT INTO "prediction_word" VALUES('weighed',1,'prd_kh7ftpddra',2,'2026-01-21T00:00:00.000000Z','2027-01-01T00:00:00.000000Z','2026-01-21T00:00:00.000000Z');
INSERT INTO "prediction_word" VALUES('win',0,'prd_jq8ke69m4b',2,'2026-01-21T00:00:00.000000Z','2027-01-01T00:00:00.000000Z','2026-01-21T00:00:00.000000Z');
CREATE TABLE prediction_words (
	prediction VARCHAR NOT NULL, 
	length INTEGER NOT NULL, 
	is_open INTEGER NOT NULL, 
	words VARCHAR NOT NULL, 
	labels VARCHAR NOT NULL, 
	PRIMARY KEY (prediction)
);
INSERT INTO "prediction_words" VALUES('prd_8dks72k3z7',14,0,'["cabinet","japan","resign","ukraine"]','{"actor":"","topics":"japan ukraine","rule":"cabinet resigns"}');
INSERT INTO "prediction_words" VALUES('prd_h9e876k6qx',9,1,'["cabinet","ishiba","proposed","resign"]','{"actor":"Ishiba","topics":"","rule":"cabinet resigns"}');
INSERT INTO "prediction_words" VALUES('prd_vc1c47640h',2,0,'["corrected"]','{"actor":"","topics":"","rule":""}');
INSERT INTO "prediction_words" VALUES('prd_q03m5vp7bw',2,1,'["open"]','{"actor":"","topics":"","rule":""}');
INSERT INTO "prediction_words" VALUES('prd_73pt6dgtd6',4,0,'["cabinet","fall"]','{"actor":"","topics":"","rule":""}');
INSERT INTO "prediction_words" VALUES('prd_ffyxbpf6m6',4,1,'["cabinet","fall"]','{"actor":"","topics":"","rule":""}');
INSERT INTO "prediction_words" VALUES('prd_wxdsa2fq5c',2,1,'["graded"]','{"actor":"","topics":"","rule":""}');
INSERT INTO "prediction_words" VALUES('prd_0nywrrhf50',6,1,'["cabinet","meet","resign"]','{"actor":"","topics":"","rule":"cabinet resigns"}');
INSERT INTO "prediction_words" VALUES('prd_jq8ke69m4b',2,0,'["win"]','{"actor":"","topics":"","rule":""}');
INSERT INTO "prediction_words" VALUES('prd_kh7ftpddra',2,1,'["weighed"]','{"actor":"","topics":"","rule":""}');
INSERT INTO "prediction_words" VALUES('prd_091emzt07n',2,0,'["void"]','{"actor":"","topics":"","rule":""}');
INSERT INTO "prediction_words" VALUES('prd_xyngg4fj8w',8,1,'["amended","c","clearer","war"]','{"actor":"","topics":"war","rule":""}');
INSERT INTO "prediction_words" VALUES('prd_tygcwrhg0e',2,1,'["cond"]','{"actor":"","topics":"","rule":""}');
INSERT INTO "prediction_words" VALUES('prd_g61xdj1jqg',2,0,'["disp"]','{"actor":"","topics":"","rule":""}');
INSERT INTO "prediction_words" VALUES('prd_x0a8vg1grc',2,1,'["twice"]','{"actor":"","topics":"","rule":""}');
CREATE TABLE projection (
	name VARCHAR NOT NULL, 
	version INTEGER NOT NULL, 
	PRIMARY KEY (name)
);
INSERT INTO "projection" VALUES('claim',2);
INSERT INTO "projection" VALUES('development',3);
INSERT INTO "projection" VALUES('development_facet',1);
INSERT INTO "projection" VALUES('endpoint',1);
INSERT INTO "projection" VALUES('essay',2);
INSERT INTO "projection" VALUES('evidence',1);
INSERT INTO "projection" VALUES('forecaster',2);
INSERT INTO "projection" VALUES('forecast',3);
INSERT INTO "projection" VALUES('api_key',2);
INSERT INTO "projection" VALUES('prediction',4);
INSERT INTO "projection" VALUES('prediction_topic',1);
INSERT INTO "projection" VALUES('news',1);
INSERT INTO "projection" VALUES('scored',2);
INSERT INTO "projection" VALUES('standing',2);
INSERT INTO "projection" VALUES('prediction_trigger',2);
INSERT INTO "projection" VALUES('prediction_word',3);
CREATE TABLE redaction (
	event_id VARCHAR NOT NULL, 
	remains VARCHAR NOT NULL, 
	recorded_in VARCHAR NOT NULL, 
	PRIMARY KEY (event_id)
);
CREATE TABLE scored (
	prediction VARCHAR NOT NULL, 
	forecaster VARCHAR NOT NULL, 
	version INTEGER NOT NULL, 
	event_id VARCHAR NOT NULL, 
	resolution_number INTEGER NOT NULL, 
	inputs_digest VARCHAR NOT NULL, 
	outcome VARCHAR NOT NULL, 
	known_at VARCHAR NOT NULL, 
	is_complete INTEGER NOT NULL, 
	p_first FLOAT, 
	p_last FLOAT, 
	brier_first FLOAT, 
	brier_last FLOAT, 
	brier_time_weighted FLOAT, 
	brier_mean_update FLOAT, 
	log_first FLOAT, 
	log_last FLOAT, 
	log_first_unclipped FLOAT, 
	log_last_unclipped FLOAT, 
	brier_daily FLOAT, 
	coverage FLOAT, 
	updates INTEGER NOT NULL, 
	late INTEGER NOT NULL, 
	marks VARCHAR NOT NULL, 
	clipped VARCHAR NOT NULL, 
	infinite VARCHAR NOT NULL, 
	numbers VARCHAR NOT NULL, 
	ranges VARCHAR NOT NULL, 
	inputs VARCHAR NOT NULL, 
	known_from VARCHAR NOT NULL, 
	known_to VARCHAR NOT NULL, 
	position_from INTEGER NOT NULL, 
	position_to INTEGER NOT NULL, 
	PRIMARY KEY (prediction, forecaster, version)
);
INSERT INTO "scored" VALUES('prd_8dks72k3z7','fcr_1ffcnxbenq',1,'70054d15-d3f6-503e-b001-5e515a1783ef',1,'3364d38e817a70feb7385341bf0d1b600a11b14ccc212e839605f6ad69a22662','yes','2026-01-05T00:00:00.000000Z',1,0.7,0.7,9.00000000000000244249e-02,9.00000000000000244249e-02,9.86301369863013888475e-04,9.00000000000000244249e-02,3.56674943938732447179e-01,3.56674943938732447179e-01,3.56674943938732447179e-01,3.56674943938732447179e-01,9.00000000000000244249e-02,1.09589041095890411814e-02,1,0,'','','','{"baseline_first":48.54268271702418,"baseline_last":48.54268271702418,"baseline_time_weighted":0.5319746051180732,"brier2_daily":0.18000000000000005,"brier2_first":0.18000000000000005,"brier2_last":0.18000000000000005,"brier2_mean_update":0.18000000000000005,"brier2_time_weighted":0.0019726027397260278,"brier_daily":0.09000000000000002,"brier_first":0.09000000000000002,"brier_last":0.09000000000000002,"brier_mean_update":0.09000000000000002,"brier_time_weighted":0.0009863013698630139,"log_first":0.35667494393873245,"log_first_unclipped":0.35667494393873245,"log_last":0.35667494393873245,"log_last_unclipped":0.35667494393873245,"p_first":0.7,"p_last":0.7,"peer":0.0,"relative_brier_vs_daily_median":0.0,"skill_daily_vs_half":0.6399999999999999,"spherical_first":0.9191450300180579,"spherical_last":0.9191450300180579}','{}','["01a23002-7403-74fb-b731-47f1f2787c26"]','2026-01-11T00:00:00.000000Z','2026-01-11T00:00:00.000000Z',21,31);
INSERT INTO "scored" VALUES('prd_vc1c47640h','fcr_1ffcnxbenq',1,'d6e108c6-1b87-560d-b63a-e2b5ac97617f',1,'363716ca0a6eac30342a9bdcba74dc209058fb7115e04baae2639f9a6b9cdf56','yes','2026-01-08T00:00:00.000000Z',1,0.4,0.2,0.36,6.40000000000000124344e-01,1.22739726027397289681e-02,0.5,0.916290731874155,1.60943791243410028179e+00,0.916290731874155,1.60943791243410028179e+00,0.64,1.91780821917808229348e-02,2,0,'','','','{"baseline_first":-32.19280948873623,"baseline_last":-132.19280948873623,"baseline_time_weighted":-2.5352045655374074,"brier2_daily":1.28,"brier2_first":0.72,"brier2_last":1.2800000000000002,"brier2_mean_update":1.0,"brier2_time_weighted":0.024547945205479458,"brier_daily":0.64,"brier_first":0.36,"brier_last":0.6400000000000001,"brier_mean_update":0.5,"brier_time_weighted":0.012273972602739729,"log_first":0.916290731874155,"log_first_unclipped":0.916290731874155,"log_last":1.6094379124341003,"log_last_unclipped":1.6094379124341003,"p_first":0.4,"p_last":0.2,"peer":0.0,"relative_brier_vs_daily_median":0.0,"skill_daily_vs_half":-1.5600000000000005,"spherical_first":0.5547001962252291,"spherical_last":0.24253562503633294}','{}','["01a23002-741b-7007-93ce-23530fe13b29","01a23002-7486-7646-92f2-b7c0dff639d8"]','2026-01-11T00:00:00.000000Z','2026-01-16T00:00:00.000000Z',25,30);
INSERT INTO "scored" VALUES('prd_vc1c47640h','fcr_1ffcnxbenq',2,'39f17c26-91dd-58e8-9249-542e423a6078',2,'b960ecfbcd0ad4302bbf4f6bf96347b2d4908af9bc88a112cffd48b29b8ca5ef','no','2026-01-09T00:00:00.000000Z',1,0.4,0.2,1.60000000000000031086e-01,4.00000000000000077715e-02,8.76712328767123420282e-04,1.00000000000000019428e-01,5.10825623765990721736e-01,2.23143551314209764857e-01,5.10825623765990721736e-01,2.23143551314209764857e-01,4.00000000000000077715e-02,2.19178082191780823628e-02,2,0,'','','','{"baseline_first":26.303440583379377,"baseline_last":67.80719051126378,"baseline_time_weighted":1.4861849975071515,"brier2_daily":0.08000000000000002,"brier2_first":0.32000000000000006,"brier2_last":0.08000000000000002,"brier2_mean_update":0.20000000000000004,"brier2_time_weighted":0.0017534246575342468,"brier_daily":0.04000000000000001,"brier_first":0.16000000000000003,"brier_last":0.04000000000000001,"brier_mean_update":0.10000000000000002,"brier_time_weighted":0.0008767123287671234,"log_first":0.5108256237659907,"log_first_unclipped":0.5108256237659907,"log_last":0.22314355131420976,"log_last_unclipped":0.22314355131420976,"p_first":0.4,"p_last":0.2,"peer":0.0,"relative_brier_vs_daily_median":0.0,"skill_daily_vs_half":0.84,"spherical_first":0.8320502943378436,"spherical_last":0.9701425001453318}','{}','["01a23002-741b-7007-93ce-23530fe13b29","01a23002-7486-7646-92f2-b7c0dff639d8"]','2026-01-16T00:00:00.000000Z','9999-12-31T23:59:59.999999Z',30,4611686018427387904);
INSERT INTO "scored" VALUES('prd_8dks72k3z7','fcr_1ffcnxbenq',2,'d8466cb5-4edb-5ece-bc74-0786e02d7bec',1,'a444a1625438069864eb2522ac9fdc7ec4377ca7b968c5da72b9389b574b3d7a','yes','2026-01-05T00:00:00.000000Z',1,0.7,0.7,9.00000000000000244249e-02,9.00000000000000244249e-02,9.86301369863013888475e-04,9.00000000000000244249e-02,3.56674943938732447179e-01,3.56674943938732447179e-01,3.56674943938732447179e-01,3.56674943938732447179e-01,9.00000000000000244249e-02,1.09589041095890411814e-02,1,0,'','','','{"baseline_first":48.54268271702418,"baseline_last":48.54268271702418,"baseline_time_weighted":0.5319746051180732,"brier2_daily":0.18000000000000005,"brier2_first":0.18000000000000005,"brier2_last":0.18000000000000005,"brier2_mean_update":0.18000000000000005,"brier2_time_weighted":0.0019726027397260278,"brier_daily":0.09000000000000002,"brier_first":0.09000000000000002,"brier_last":0.09000000000000002,"brier_mean_update":0.09000000000000002,"brier_time_weighted":0.0009863013698630139,"log_first":0.35667494393873245,"log_first_unclipped":0.35667494393873245,"log_last":0.35667494393873245,"log_last_unclipped":0.35667494393873245,"p_first":0.7,"p_last":0.7,"peer":0.0,"relative_brier_vs_daily_median":0.0,"skill_daily_vs_half":0.6399999999999999,"spherical_first":0.9191450300180579,"spherical_last":0.9191450300180579}','{}','["01a23002-7403-74fb-b731-47f1f2787c26"]','2026-01-11T00:00:00.000000Z','9999-12-31T23:59:59.999999Z',31,4611686018427387904);
INSERT INTO "scored" VALUES('prd_8dks72k3z7','fcr_late',2,'d8466cb5-4edb-5ece-bc74-0786e02d7bec',1,'a444a1625438069864eb2522ac9fdc7ec4377ca7b968c5da72b9389b574b3d7a','yes','2026-01-05T00:00:00.000000Z',1,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,0,1,'|retrospective||late|','','','{}','{}','[]','2026-01-11T00:00:00.000000Z','9999-12-31T23:59:59.999999Z',31,4611686018427387904);
INSERT INTO "scored" VALUES('prd_73pt6dgtd6','fcr_k7taw0dpnq',1,'5c1288f4-adcb-539e-abc7-69e210df2196',1,'1523651e366dfc4dab748ca42053d56f0436d971288e6643db5c97aded8365e7','yes','2025-03-01T00:00:00.000000Z',1,0.3,0.6,4.89999999999999935607e-01,1.60000000000000031086e-01,1.08674033149171261891e-01,3.24999999999999955591e-01,1.20397280432593611898e+00,5.10825623765990721736e-01,1.20397280432593611898e+00,5.10825623765990721736e-01,3.33389830508474538373e-01,3.25966850828729282074e-01,2,0,'|imported|','','','{"baseline_first":-73.69655941662063,"baseline_last":26.303440583379377,"baseline_time_weighted":-8.553022130279652,"brier2_daily":0.6667796610169491,"brier2_first":0.9799999999999999,"brier2_last":0.32000000000000006,"brier2_mean_update":0.6499999999999999,"brier2_time_weighted":0.21734806629834252,"brier_daily":0.33338983050847454,"brier_first":0.48999999999999994,"brier_last":0.16000000000000003,"brier_mean_update":0.32499999999999996,"brier_time_weighted":0.10867403314917126,"log_first":1.2039728043259361,"log_first_unclipped":1.2039728043259361,"log_last":0.5108256237659907,"log_last_unclipped":0.5108256237659907,"p_first":0.3,"p_last":0.6,"peer":0.0,"relative_brier_vs_daily_median":0.0,"skill_daily_vs_half":-0.33355932203389815,"spherical_first":0.3939192985791677,"spherical_last":0.8320502943378436}','{}','["c0d28c8f-1116-582b-bbd0-8164d5cf48fc","58176de4-2bf4-5ea5-8669-4d76db85d16e"]','2025-03-02T00:00:00.000000Z','9999-12-31T23:59:59.999999Z',50,4611686018427387904);
INSERT INTO "scored" VALUES('prd_jq8ke69m4b','fcr_1ffcnxbenq',1,'80054359-1f2c-5ec2-ae22-7c20f6e71276',1,'21a133bd7d1256757b93412dccd7f48b27faddc08caea817851c558c3ea861ba','A','2026-01-19T00:00:00.000000Z',1,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,0,1,'|retrospective||late|','','','{}','{}','[]','2026-01-21T00:00:00.000000Z','9999-12-31T23:59:59.999999Z',85,4611686018427387904);
INSERT INTO "scored" VALUES('prd_g61xdj1jqg','fcr_1ffcnxbenq',1,'bcf2d3ef-e101-53ac-bd08-36978969b941',1,'596d24227e11ef7a9b0c0d121c05eaa2af0a78208d9ebc97a1874853e9412521','no','2026-01-21T00:00:00.000000Z',1,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,0,1,'|retrospective||late|','','','{}','{}','[]','2026-01-21T00:00:00.000000Z','9999-12-31T23:59:59.999999Z',120,4611686018427387904);
CREATE TABLE slot (
	job VARCHAR NOT NULL, 
	slot INTEGER NOT NULL, 
	PRIMARY KEY (job, slot)
);
CREATE TABLE standing (
	prediction VARCHAR NOT NULL, 
	version INTEGER NOT NULL, 
	state VARCHAR NOT NULL, 
	kind VARCHAR NOT NULL, 
	judged_as VARCHAR, 
	recorded_by VARCHAR NOT NULL, 
	visibility VARCHAR NOT NULL, 
	visible_from VARCHAR, 
	statement VARCHAR NOT NULL, 
	author VARCHAR, 
	essay VARCHAR, 
	topics VARCHAR NOT NULL, 
	opens VARCHAR NOT NULL, 
	closes VARCHAR NOT NULL, 
	timezone VARCHAR NOT NULL, 
	recorded_from VARCHAR NOT NULL, 
	source VARCHAR, 
	external_id VARCHAR, 
	run VARCHAR, 
	resolution_number INTEGER NOT NULL, 
	settled_state VARCHAR, 
	outcome VARCHAR, 
	annulment VARCHAR, 
	met_at VARCHAR, 
	known_at VARCHAR, 
	resolved_at VARCHAR, 
	is_final INTEGER NOT NULL, 
	judged_by VARCHAR, 
	known_from VARCHAR NOT NULL, 
	known_to VARCHAR NOT NULL, 
	position_from INTEGER NOT NULL, 
	position_to INTEGER NOT NULL, 
	PRIMARY KEY (prediction, version)
);
INSERT INTO "standing" VALUES('prd_8dks72k3z7',1,'open','binary','binary','key_d3yy1ksx1w','public',NULL,'The cabinet resigns','fcr_1ffcnxbenq',NULL,'|japan||ukraine|','2026-01-01T00:00:00.000000Z','2027-01-01T00:00:00.000000Z','UTC','2026-01-01T00:00:00.000000Z',NULL,NULL,NULL,0,NULL,NULL,NULL,NULL,NULL,NULL,0,NULL,'2026-01-01T00:00:00.000000Z','2026-01-11T00:00:00.000000Z',8,18);
INSERT INTO "standing" VALUES('prd_h9e876k6qx',1,'open','binary','binary','key_d3yy1ksx1w','public',NULL,'Proposed','fcr_1ffcnxbenq',NULL,'','2026-01-01T00:00:00.000000Z','2027-01-01T00:00:00.000000Z','UTC','2026-01-01T00:00:00.000000Z',NULL,NULL,NULL,0,NULL,NULL,NULL,NULL,NULL,NULL,0,NULL,'2026-01-01T00:00:00.000000Z','2026-01-11T00:00:00.000000Z',9,20);
INSERT INTO "standing" VALUES('prd_vc1c47640h',1,'open','binary','binary','key_d3yy1ksx1w','public',NULL,'Corrected','fcr_1ffcnxbenq','ess_mwz8s33801','','2026-01-01T00:00:00.000000Z','2027-01-01T00:00:00.000000Z','UTC','2026-01-01T00:00:00.000000Z',NULL,NULL,NULL,0,NULL,NULL,NULL,NULL,NULL,NULL,0,NULL,'2026-01-01T00:00:00.000000Z','2026-01-11T00:00:00.000000Z',13,23);
INSERT INTO "standing" VALUES('prd_q03m5vp7bw',1,'open','binary','binary','key_d3yy1ksx1w','public',NULL,'Open','fcr_1ffcnxbenq',NULL,'','2026-01-01T00:00:00.000000Z','2028-01-01T00:00:00.000000Z','UTC','2026-01-01T00:00:00.000000Z',NULL,NULL,NULL,0,NULL,NULL,NULL,NULL,NULL,NULL,0,NULL,'2026-01-01T00:00:00.000000Z','9999-12-31T23:59:59.999999Z',14,4611686018427387904);
INSERT INTO "standing" VALUES('prd_8dks72k3z7',2,'resolved','binary','binary','key_d3yy1ksx1w','public',NULL,'The cabinet resigns','fcr_1ffcnxbenq',NULL,'|japan||ukraine|','2026-01-01T00:00:00.000000Z','2027-01-01T00:00:00.000000Z','UTC','2026-01-01T00:00:00.000000Z',NULL,NULL,NULL,1,'resolved','yes',NULL,NULL,'2026-01-05T00:00:00.000000Z','2026-01-11T00:00:00.000000Z',0,'worker','2026-01-11T00:00:00.000000Z','2026-01-11T00:00:00.000000Z',18,19);
INSERT INTO "standing" VALUES('prd_8dks72k3z7',3,'resolved','binary','binary','key_d3yy1ksx1w','public',NULL,'The cabinet resigns','fcr_1ffcnxbenq',NULL,'|japan||ukraine|','2026-01-01T00:00:00.000000Z','2027-01-01T00:00:00.000000Z','UTC','2026-01-01T00:00:00.000000Z',NULL,NULL,NULL,1,'resolved','yes',NULL,NULL,'2026-01-05T00:00:00.000000Z','2026-01-11T00:00:00.000000Z',1,'worker','2026-01-11T00:00:00.000000Z','9999-12-31T23:59:59.999999Z',19,4611686018427387904);
INSERT INTO "standing" VALUES('prd_h9e876k6qx',2,'proposed','binary','binary','key_d3yy1ksx1w','public',NULL,'Proposed','fcr_1ffcnxbenq',NULL,'','2026-01-01T00:00:00.000000Z','2027-01-01T00:00:00.000000Z','UTC','2026-01-01T00:00:00.000000Z',NULL,NULL,NULL,0,NULL,NULL,NULL,NULL,NULL,NULL,0,NULL,'2026-01-11T00:00:00.000000Z','9999-12-31T23:59:59.999999Z',20,4611686018427387904);
INSERT INTO "standing" VALUES('prd_vc1c47640h',2,'resolved','binary','binary','key_d3yy1ksx1w','public',NULL,'Corrected','fcr_1ffcnxbenq','ess_mwz8s33801','','2026-01-01T00:00:00.000000Z','2027-01-01T00:00:00.000000Z','UTC','2026-01-01T00:00:00.000000Z',NULL,NULL,NULL,1,'resolved','yes',NULL,NULL,'2026-01-08T00:00:00.000000Z','2026-01-11T00:00:00.000000Z',0,'author','2026-01-11T00:00:00.000000Z','2026-01-16T00:00:00.000000Z',23,27);
INSERT INTO "standing" VALUES('prd_vc1c47640h',4,'resolved','binary','binary','key_d3yy1ksx1w','public',NULL,'Corrected','fcr_1ffcnxbenq','ess_mwz8s33801','','2026-01-01T00:00:00.000000Z','2027-01-01T00:00:00.000000Z','UTC','2026-01-01T00:00:00.000000Z',NULL,NULL,NULL,2,'resolved','no',NULL,NULL,'2026-01-09T00:00:00.000000Z','2026-01-16T00:00:00.000000Z',0,'author','2026-01-16T00:00:00.000000Z','2026-01-21T00:00:00.000000Z',27,38);
INSERT INTO "standing" VALUES('prd_vc1c47640h',6,'resolved','binary','binary','key_d3yy1ksx1w','public',NULL,'Corrected','fcr_1ffcnxbenq','ess_mwz8s33801','','2026-01-01T00:00:00.000000Z','2027-01-01T00:00:00.000000Z','UTC','2026-01-01T00:00:00.000000Z',NULL,NULL,NULL,2,'resolved','no',NULL,NULL,'2026-01-09T00:00:00.000000Z','2026-01-16T00:00:00.000000Z',1,'author','2026-01-21T00:00:00.000000Z','9999-12-31T23:59:59.999999Z',38,4611686018427387904);
INSERT INTO "standing" VALUES('prd_73pt6dgtd6',1,'open','binary','binary','key_d3yy1ksx1w','public',NULL,'The cabinet falls',NULL,'ess_t7k0zy94vh','','2025-01-01T00:00:00.000000Z','2025-07-01T00:00:00.000000Z','UTC','2025-01-01T00:00:00.000000Z','finished','P1','75fbfc65-d89d-518d-b1bc-a1b6bbd583a2',0,NULL,NULL,NULL,NULL,NULL,NULL,0,NULL,'2025-01-01T00:00:00.000000Z','2025-03-02T00:00:00.000000Z',43,48);
INSERT INTO "standing" VALUES('prd_73pt6dgtd6',3,'resolved','binary','binary','key_d3yy1ksx1w','public',NULL,'The cabinet falls',NULL,'ess_t7k0zy94vh','','2025-01-01T00:00:00.000000Z','2025-07-01T00:00:00.000000Z','UTC','2025-01-01T00:00:00.000000Z','finished','P1','75fbfc65-d89d-518d-b1bc-a1b6bbd583a2',1,'resolved','yes',NULL,NULL,'2025-03-01T00:00:00.000000Z','2025-03-02T00:00:00.000000Z',0,'other','2025-03-02T00:00:00.000000Z','2025-03-02T00:00:00.000000Z',48,49);
INSERT INTO "standing" VALUES('prd_73pt6dgtd6',4,'resolved','binary','binary','key_d3yy1ksx1w','public',NULL,'The cabinet falls',NULL,'ess_t7k0zy94vh','','2025-01-01T00:00:00.000000Z','2025-07-01T00:00:00.000000Z','UTC','2025-01-01T00:00:00.000000Z','finished','P1','75fbfc65-d89d-518d-b1bc-a1b6bbd583a2',1,'resolved','yes',NULL,NULL,'2025-03-01T00:00:00.000000Z','2025-03-02T00:00:00.000000Z',1,'other','2025-03-02T00:00:00.000000Z','9999-12-31T23:59:59.999999Z',49,4611686018427387904);
INSERT INTO "standing" VALUES('prd_ffyxbpf6m6',1,'open','binary','binary','key_d3yy1ksx1w','public',NULL,'The cabinet falls',NULL,'ess_2f4wsp2c9y','','2025-01-01T00:00:00.000000Z','2025-07-01T00:00:00.000000Z','UTC','2025-01-01T00:00:00.000000Z','held','P1','89ccdd98-79d1-5436-9137-200f28a5bb7b',0,NULL,NULL,NULL,NULL,NULL,NULL,0,NULL,'2025-01-01T00:00:00.000000Z','9999-12-31T23:59:59.999999Z',56,4611686018427387904);
INSERT INTO "standing" VALUES('prd_wxdsa2fq5c',1,'open','graded','graded','key_d3yy1ksx1w','private',NULL,'Graded','fcr_1ffcnxbenq',NULL,'','2026-01-21T00:00:00.000000Z','2027-01-01T00:00:00.000000Z','UTC','2026-01-21T00:00:00.000000Z',NULL,NULL,NULL,0,NULL,NULL,NULL,NULL,NULL,NULL,0,NULL,'2026-01-21T00:00:00.000000Z','2026-01-21T00:00:00.000000Z',63,65);
INSERT INTO "standing" VALUES('prd_wxdsa2fq5c',3,'open','graded','graded','key_d3yy1ksx1w','public',NULL,'Graded','fcr_1ffcnxbenq',NULL,'','2026-01-21T00:00:00.000000Z','2027-01-01T00:00:00.000000Z','UTC','2026-01-21T00:00:00.000000Z',NULL,NULL,NULL,0,NULL,NULL,NULL,NULL,NULL,NULL,0,NULL,'2026-01-21T00:00:00.000000Z','9999-12-31T23:59:59.999999Z',65,4611686018427387904);
INSERT INTO "standing" VALUES('prd_0nywrrhf50',1,'dormant','conditional','binary','key_d3yy1ksx1w','public',NULL,'If they meet','fcr_1ffcnxbenq',NULL,'','2026-01-21T00:00:00.000000Z','2027-01-01T00:00:00.000000Z','UTC','2026-01-21T00:00:00.000000Z',NULL,NULL,NULL,0,NULL,NULL,NULL,NULL,NULL,NULL,0,NULL,'2026-01-21T00:00:00.000000Z','9999-12-31T23:59:59.999999Z',66,4611686018427387904);
INSERT INTO "standing" VALUES('prd_jq8ke69m4b',1,'open','categorical','categorical','key_d3yy1ksx1w','public',NULL,'Who','fcr_1ffcnxbenq',NULL,'','2026-01-21T00:00:00.000000Z','2027-01-01T00:00:00.000000Z','UTC','2026-01-21T00:00:00.000000Z',NULL,NULL,NULL,0,NULL,NULL,NULL,NULL,NULL,NULL,0,NULL,'2026-01-21T00:00:00.000000Z','2026-01-21T00:00:00.000000Z',68,69);
INSERT INTO "standing" VALUES('prd_jq8ke69m4b',2,'open','categorical','categorical','key_d3yy1ksx1w','public',NULL,'Who wins','fcr_1ffcnxbenq',NULL,'','2026-01-21T00:00:00.000000Z','2027-01-01T00:00:00.000000Z','UTC','2026-01-21T00:00:00.000000Z',NULL,NULL,NULL,0,NULL,NULL,NULL,NULL,NULL,NULL,0,NULL,'2026-01-21T00:00:00.000000Z','2026-01-21T00:00:00.000000Z',69,71);
INSERT INTO "standing" VALUES('prd_jq8ke69m4b',3,'resolved','categorical','categorical','key_d3yy1ksx1w','public',NULL,'Who wins','fcr_1ffcnxbenq',NULL,'','2026-01-21T00:00:00.000000Z','2027-01-01T00:00:00.000000Z','UTC','2026-01-21T00:00:00.000000Z',NULL,NULL,NULL,1,'resolved','A',NULL,NULL,'2026-01-19T00:00:00.000000Z','2026-01-21T00:00:00.000000Z',0,'author','2026-01-21T00:00:00.000000Z','2026-01-21T00:00:00.000000Z',71,73);
INSERT INTO "standing" VALUES('prd_jq8ke69m4b',5,'disputed','categorical','categorical','key_d3yy1ksx1w','public',NULL,'Who wins','fcr_1ffcnxbenq',NULL,'','2026-01-21T00:00:00.000000Z','2027-01-01T00:00:00.000000Z','UTC','2026-01-21T00:00:00.000000Z',NULL,NULL,NULL,1,'resolved','A',NULL,NULL,'2026-01-19T00:00:00.000000Z','2026-01-21T00:00:00.000000Z',0,'author','2026-01-21T00:00:00.000000Z','9999-12-31T23:59:59.999999Z',73,4611686018427387904);
INSERT INTO "standing" VALUES('prd_kh7ftpddra',1,'open','binary','binary','key_d3yy1ksx1w','public',NULL,'Weighed','fcr_1ffcnxbenq',NULL,'','2026-01-21T00:00:00.000000Z','2027-01-01T00:00:00.000000Z','UTC','2026-01-21T00:00:00.000000Z',NULL,NULL,NULL,0,NULL,NULL,NULL,NULL,NULL,NULL,0,NULL,'2026-01-21T00:00:00.000000Z','9999-12-31T23:59:59.999999Z',76,4611686018427387904);
INSERT INTO "standing" VALUES('prd_091emzt07n',1,'open','binary','binary','key_d3yy1ksx1w','public',NULL,'Void','fcr_1ffcnxbenq',NULL,'','2026-01-21T00:00:00.000000Z','2027-01-01T00:00:00.000000Z','UTC','2026-01-21T00:00:00.000000Z',NULL,NULL,NULL,0,NULL,NULL,NULL,NULL,NULL,NULL,0,NULL,'2026-01-21T00:00:00.000000Z','2026-01-21T00:00:00.000000Z',80,81);
INSERT INTO "standing" VALUES('prd_091emzt07n',2,'annulled','binary','binary','key_d3yy1ksx1w','public',NULL,'Void','fcr_1ffcnxbenq',NULL,'','2026-01-21T00:00:00.000000Z','2027-01-01T00:00:00.000000Z','UTC','2026-01-21T00:00:00.000000Z',NULL,NULL,NULL,1,'annulled','annulled','ambiguous',NULL,'2026-01-21T00:00:00.000000Z','2026-01-21T00:00:00.000000Z',0,'author','2026-01-21T00:00:00.000000Z','9999-12-31T23:59:59.999999Z',81,4611686018427387904);
INSERT INTO "standing" VALUES('prd_xyngg4fj8w',1,'open','binary','binary','key_v0jna21r43','public',NULL,'Amended','fcr_1ffcnxbenq',NULL,'|war|','2026-01-21T00:00:00.000000Z','2027-01-02T00:00:00.000000Z','UTC','2026-01-21T00:00:00.000000Z',NULL,NULL,NULL,0,NULL,NULL,NULL,NULL,NULL,NULL,0,NULL,'2026-01-21T00:00:00.000000Z','2026-01-21T00:00:00.000000Z',106,107);
INSERT INTO "standing" VALUES('prd_xyngg4fj8w',2,'open','binary','binary','key_v0jna21r43','public',NULL,'Amended clearer','fcr_1ffcnxbenq',NULL,'|war|','2026-01-21T00:00:00.000000Z','2027-01-02T00:00:00.000000Z','UTC','2026-01-21T00:00:00.000000Z',NULL,NULL,NULL,0,NULL,NULL,NULL,NULL,NULL,NULL,0,NULL,'2026-01-21T00:00:00.000000Z','9999-12-31T23:59:59.999999Z',107,4611686018427387904);
INSERT INTO "standing" VALUES('prd_tygcwrhg0e',1,'dormant','conditional','binary','key_v0jna21r43','public',NULL,'cond','fcr_1ffcnxbenq',NULL,'','2026-01-21T00:00:00.000000Z','2027-01-02T00:00:00.000000Z','UTC','2026-01-21T00:00:00.000000Z',NULL,NULL,NULL,0,NULL,NULL,NULL,NULL,NULL,NULL,0,NULL,'2026-01-21T00:00:00.000000Z','2026-01-21T00:00:00.000000Z',109,110);
INSERT INTO "standing" VALUES('prd_tygcwrhg0e',2,'open','conditional','binary','key_v0jna21r43','public',NULL,'cond','fcr_1ffcnxbenq',NULL,'','2026-01-21T00:00:00.000000Z','2027-01-02T00:00:00.000000Z','UTC','2026-01-21T00:00:00.000000Z',NULL,NULL,NULL,0,NULL,NULL,NULL,'2026-01-21T00:00:00.000000Z',NULL,NULL,0,NULL,'2026-01-21T00:00:00.000000Z','9999-12-31T23:59:59.999999Z',110,4611686018427387904);
INSERT INTO "standing" VALUES('prd_g61xdj1jqg',1,'open','binary','binary','key_v0jna21r43','public',NULL,'disp','fcr_1ffcnxbenq',NULL,'','2026-01-21T00:00:00.000000Z','2027-01-02T00:00:00.000000Z','UTC','2026-01-21T00:00:00.000000Z',NULL,NULL,NULL,0,NULL,NULL,NULL,NULL,NULL,NULL,0,NULL,'2026-01-21T00:00:00.000000Z','2026-01-21T00:00:00.000000Z',112,113);
INSERT INTO "standing" VALUES('prd_g61xdj1jqg',2,'resolved','binary','binary','key_v0jna21r43','public',NULL,'disp','fcr_1ffcnxbenq',NULL,'','2026-01-21T00:00:00.000000Z','2027-01-02T00:00:00.000000Z','UTC','2026-01-21T00:00:00.000000Z',NULL,NULL,NULL,1,'resolved','no',NULL,NULL,'2026-01-21T00:00:00.000000Z','2026-01-21T00:00:00.000000Z',0,'author','2026-01-21T00:00:00.000000Z','2026-01-21T00:00:00.000000Z',113,114);
INSERT INTO "standing" VALUES('prd_g61xdj1jqg',3,'disputed','binary','binary','key_v0jna21r43','public',NULL,'disp','fcr_1ffcnxbenq',NULL,'','2026-01-21T00:00:00.000000Z','2027-01-02T00:00:00.000000Z','UTC','2026-01-21T00:00:00.000000Z',NULL,NULL,NULL,1,'resolved','no',NULL,NULL,'2026-01-21T00:00:00.000000Z','2026-01-21T00:00:00.000000Z',0,'author','2026-01-21T00:00:00.000000Z','9999-12-31T23:59:59.999999Z',114,4611686018427387904);
INSERT INTO "standing" VALUES('prd_x0a8vg1grc',1,'open','binary','binary','key_v0jna21r43','public',NULL,'Twice','fcr_1ffcnxbenq',NULL,'','2026-01-21T00:00:00.000000Z','2027-01-02T00:00:00.000000Z','UTC','2026-01-21T00:00:00.000000Z',NULL,NULL,NULL,0,NULL,NULL,NULL,NULL,NULL,NULL,0,NULL,'2026-01-21T00:00:00.000000Z','9999-12-31T23:59:59.999999Z',118,4611686018427387904);
CREATE TABLE told (
	endpoint VARCHAR NOT NULL, 
	prediction VARCHAR NOT NULL, 
	message VARCHAR NOT NULL, 
	facts VARCHAR NOT NULL, 
	PRIMARY KEY (endpoint, prediction)
);
CREATE TABLE verified (
	id INTEGER NOT NULL, 
	position INTEGER NOT NULL, 
	head BLOB NOT NULL, 
	at VARCHAR NOT NULL, 
	whole_at VARCHAR, 
	fault_position INTEGER, 
	fault VARCHAR, 
	PRIMARY KEY (id)
);
CREATE TABLE word (
	word VARCHAR NOT NULL, 
	predictions INTEGER NOT NULL, 
	open_predictions INTEGER NOT NULL, 
	PRIMARY KEY (word)
);
INSERT INTO "word" VALUES('cabinet',5,3);
INSERT INTO "word" VALUES('resign',3,2);
INSERT INTO "word" VALUES('japan',1,0);
INSERT INTO "word" VALUES('ukraine',1,0);
INSERT INTO "word" VALUES('ishiba',1,1);
INSERT INTO "word" VALUES('proposed',1,1);
INSERT INTO "word" VALUES('corrected',1,0);
INSERT INTO "word" VALUES('open',1,1);
INSERT INTO "word" VALUES('fall',2,1);
INSERT INTO "word" VALUES('graded',1,1);
INSERT INTO "word" VALUES('meet',1,1);
INSERT INTO "word" VALUES('win',1,0);
INSERT INTO "word" VALUES('weighed',1,1);
INSERT INTO "word" VALUES('void',1,0);
INSERT INTO "word" VALUES('war',1,1);
INSERT INTO "word" VALUES('amended',1,1);
INSERT INTO "word" VALUES('clearer',1,1);
INSERT INTO "word" VALUES('c',1,1);
INSERT INTO "word" VALUES('cond',1,1);
INSERT INTO "word" VALUES('disp',1,0);
INSERT INTO "word" VALUES('twice',1,1);
CREATE TABLE word_total (
	id INTEGER NOT NULL, 
	predictions INTEGER NOT NULL, 
	length INTEGER NOT NULL, 
	PRIMARY KEY (id)
);
INSERT INTO "word_total" VALUES(1,9,37);
CREATE TABLE work (
	job VARCHAR NOT NULL, 
	subject VARCHAR NOT NULL, 
	run VARCHAR, 
	wanted INTEGER NOT NULL, 
	done INTEGER NOT NULL, 
	look_at VARCHAR, 
	attempt INTEGER NOT NULL, 
	lease_owner VARCHAR, 
	lease_until VARCHAR, 
	PRIMARY KEY (job, subject)
);
INSERT INTO "work" VALUES('settle','prd_8dks72k3z7',NULL,16,16,NULL,0,NULL,NULL);
INSERT INTO "work" VALUES('settle','prd_h9e876k6qx',NULL,17,17,'2027-01-01T00:00:00.000000Z',0,NULL,NULL);
INSERT INTO "work" VALUES('settle','prd_vc1c47640h',NULL,13,13,NULL,0,NULL,NULL);
INSERT INTO "work" VALUES('settle','prd_q03m5vp7bw',NULL,14,14,'2028-01-31T00:00:00.000000Z',0,NULL,NULL);
INSERT INTO "work" VALUES('score','prd_8dks72k3z7',NULL,29,29,NULL,0,NULL,NULL);
INSERT INTO "work" VALUES('score','prd_vc1c47640h',NULL,27,27,NULL,0,NULL,NULL);
INSERT INTO "work" VALUES('settle','prd_73pt6dgtd6','75fbfc65-d89d-518d-b1bc-a1b6bbd583a2',43,43,NULL,0,NULL,NULL);
INSERT INTO "work" VALUES('score','prd_73pt6dgtd6','75fbfc65-d89d-518d-b1bc-a1b6bbd583a2',48,48,NULL,0,NULL,NULL);
INSERT INTO "work" VALUES('settle','prd_ffyxbpf6m6','89ccdd98-79d1-5436-9137-200f28a5bb7b',56,0,NULL,0,NULL,NULL);
INSERT INTO "work" VALUES('settle','prd_qc2211nwsr',NULL,60,60,NULL,0,NULL,NULL);
INSERT INTO "work" VALUES('settle','prd_wxdsa2fq5c',NULL,64,64,'2027-01-31T00:00:00.000000Z',0,NULL,NULL);
INSERT INTO "work" VALUES('settle','prd_0nywrrhf50',NULL,66,66,'2027-01-01T00:00:00.000000Z',0,NULL,NULL);
INSERT INTO "work" VALUES('score','prd_jq8ke69m4b',NULL,71,71,NULL,0,NULL,NULL);
INSERT INTO "work" VALUES('settle','prd_jq8ke69m4b',NULL,68,68,NULL,0,NULL,NULL);
INSERT INTO "work" VALUES('settle','prd_kh7ftpddra',NULL,76,76,'2027-01-31T00:00:00.000000Z',0,NULL,NULL);
INSERT INTO "work" VALUES('score','prd_091emzt07n',NULL,81,81,NULL,0,NULL,NULL);
INSERT INTO "work" VALUES('settle','prd_091emzt07n',NULL,80,80,'2026-01-24T00:00:00.000000Z',0,NULL,NULL);
INSERT INTO "work" VALUES('settle','prd_xyngg4fj8w',NULL,106,106,'2027-02-01T00:00:00.000000Z',0,NULL,NULL);
INSERT INTO "work" VALUES('settle','prd_tygcwrhg0e',NULL,110,110,'2027-02-01T00:00:00.000000Z',0,NULL,NULL);
INSERT INTO "work" VALUES('score','prd_g61xdj1jqg',NULL,113,113,NULL,0,NULL,NULL);
INSERT INTO "work" VALUES('settle','prd_g61xdj1jqg',NULL,112,112,NULL,0,NULL,NULL);
INSERT INTO "work" VALUES('settle','prd_s4m9c6drcn',NULL,115,115,NULL,0,NULL,NULL);
INSERT INTO "work" VALUES('settle','prd_x0a8vg1grc',NULL,118,118,'2027-02-01T00:00:00.000000Z',0,NULL,NULL);
CREATE INDEX event_import_id_index ON event (import_id) WHERE import_id IS NOT NULL;
CREATE INDEX ix_idempotency_created_at ON idempotency (created_at);
CREATE INDEX work_look_at_index ON work (look_at) WHERE look_at IS NOT NULL;
CREATE INDEX work_run_index ON work (run, job);
CREATE INDEX work_wanted_index ON work (job, run) WHERE wanted > done;
CREATE TRIGGER event_no_delete BEFORE DELETE ON event
    BEGIN SELECT RAISE(ABORT, 'event is append-only: nothing is deleted'); END;
CREATE TRIGGER event_no_update BEFORE UPDATE ON event
    WHEN NOT (NEW.data IS NULL AND NEW.salt IS NULL AND NEW.inserted IS OLD.inserted AND NEW.event_id IS OLD.event_id AND NEW.stream IS OLD.stream AND NEW.version IS OLD.version AND NEW.type IS OLD.type AND NEW.schema_version IS OLD.schema_version AND NEW.effective_at IS OLD.effective_at AND NEW.recorded_at IS OLD.recorded_at AND NEW.recorded_by IS OLD.recorded_by AND NEW.import_id IS OLD.import_id AND NEW.correlation_id IS OLD.correlation_id AND NEW.causation_id IS OLD.causation_id AND NEW.data_digest IS OLD.data_digest AND NEW.commitment IS OLD.commitment)
    BEGIN SELECT RAISE(ABORT, 'event is append-only: nothing is changed'); END;
CREATE TRIGGER event_no_replace BEFORE INSERT ON event
    WHEN EXISTS (SELECT 1 FROM event WHERE event_id = NEW.event_id)
      OR EXISTS (SELECT 1 FROM event WHERE stream = NEW.stream AND version = NEW.version)
      OR EXISTS (SELECT 1 FROM event WHERE inserted = NEW.inserted)
    BEGIN SELECT RAISE(ABORT, 'event is append-only: this place is taken'); END;
CREATE TRIGGER log_no_delete BEFORE DELETE ON log
    BEGIN SELECT RAISE(ABORT, 'log is append-only: nothing is deleted'); END;
CREATE TRIGGER log_no_update BEFORE UPDATE ON log
    BEGIN SELECT RAISE(ABORT, 'log is append-only: nothing is changed'); END;
CREATE TRIGGER log_no_replace BEFORE INSERT ON log
    WHEN EXISTS (SELECT 1 FROM log WHERE position = NEW.position)
      OR EXISTS (SELECT 1 FROM log WHERE event_id = NEW.event_id)
      OR EXISTS (SELECT 1 FROM log WHERE inserted = NEW.inserted)
    BEGIN SELECT RAISE(ABORT, 'log is append-only: this place is taken'); END;
CREATE INDEX delivery_waiting_index ON delivery (endpoint, sequence) WHERE state = 'waiting';
CREATE INDEX delivery_order_index ON delivery (endpoint, order_key, sequence) WHERE state = 'waiting';
CREATE INDEX delivery_dead_index ON delivery (endpoint, sequence) WHERE state = 'dead';
CREATE INDEX attempt_message_index ON attempt (endpoint, message);
CREATE INDEX attempt_started_index ON attempt (started_at);
CREATE INDEX ix_claim_essay ON claim (essay);
CREATE INDEX claim_external_index ON claim (source, external_id);
CREATE INDEX ix_claim_link_to_claim ON claim_link (to_claim);
CREATE INDEX development_facet_recorded_at_index ON development_facet (kind, value, recorded_at, development);
CREATE INDEX development_facet_happened_at_index ON development_facet (kind, value, happened_at, development);
CREATE INDEX ix_development_external_id ON development (external_id);
CREATE INDEX ix_development_run ON development (run);
CREATE INDEX development_external_index ON development (source, external_id);
CREATE INDEX development_happened_at_index ON development (happened_at, id);
CREATE INDEX development_source_happened_at_index ON development (source, happened_at, id);
CREATE INDEX development_recorded_at_index ON development (recorded_at, id);
CREATE INDEX development_source_recorded_at_index ON development (source, recorded_at, id);
CREATE INDEX ix_endpoint_key ON endpoint ("key");
CREATE INDEX ix_essay_url ON essay (url);
CREATE INDEX ix_essay_byline_key ON essay (byline_key);
CREATE INDEX essay_external_index ON essay (source, external_id);
CREATE INDEX ix_essay_author ON essay (author);
CREATE INDEX ix_evidence_development ON evidence (development);
CREATE INDEX forecaster_external_index ON forecaster (source, external_id);
CREATE INDEX ix_forecaster_merged_into ON forecaster (merged_into);
CREATE INDEX ix_forecaster_folded_name ON forecaster (folded_name);
CREATE INDEX prediction_author_closes_index ON prediction (author, closes, id);
CREATE INDEX prediction_external_index ON prediction (source, external_id);
CREATE INDEX prediction_state_closes_index ON prediction (state, closes, id);
CREATE INDEX prediction_source_effective_at_index ON prediction (source, effective_at, id);
CREATE INDEX prediction_source_closes_index ON prediction (source, closes, id);
CREATE INDEX ix_prediction_external_id ON prediction (external_id);
CREATE INDEX ix_prediction_claim ON prediction (claim);
CREATE INDEX ix_prediction_essay ON prediction (essay);
CREATE INDEX prediction_closes_index ON prediction (closes, id);
CREATE INDEX prediction_recorded_at_index ON prediction (recorded_at, id);
CREATE INDEX prediction_source_recorded_at_index ON prediction (source, recorded_at, id);
CREATE INDEX ix_prediction_likeness ON prediction (likeness);
CREATE INDEX prediction_state_recorded_at_index ON prediction (state, recorded_at, id);
CREATE INDEX prediction_visible_from_index ON prediction (visible_from, id) WHERE visible_from IS NOT NULL;
CREATE INDEX prediction_kind_closes_index ON prediction (kind, closes, id);
CREATE INDEX prediction_effective_at_index ON prediction (effective_at, id);
CREATE INDEX prediction_kind_recorded_at_index ON prediction (kind, recorded_at, id);
CREATE INDEX prediction_author_effective_at_index ON prediction (author, effective_at, id);
CREATE INDEX prediction_final_at_index ON prediction (final_at, id) WHERE final_at IS NOT NULL;
CREATE INDEX prediction_kind_effective_at_index ON prediction (kind, effective_at, id);
CREATE INDEX prediction_author_recorded_at_index ON prediction (author, recorded_at, id);
CREATE INDEX prediction_state_effective_at_index ON prediction (state, effective_at, id);
CREATE INDEX forecast_prediction_index ON forecast (prediction, forecaster, stands_at);
CREATE INDEX forecast_forecaster_index ON forecast (forecaster, prediction);
CREATE INDEX news_recorded_at_index ON news (about, author, topic, recorded_at, prediction);
CREATE INDEX standing_range_index ON standing (known_from, known_to);
CREATE INDEX scored_range_index ON scored (known_from, known_to);
CREATE INDEX scored_prediction_index ON scored (prediction, forecaster);
CREATE INDEX prediction_topic_recorded_at_index ON prediction_topic (topic, recorded_at, prediction);
CREATE INDEX prediction_topic_closes_index ON prediction_topic (topic, closes, prediction);
CREATE INDEX prediction_topic_effective_at_index ON prediction_topic (topic, effective_at, prediction);
CREATE INDEX ix_prediction_trigger_prediction ON prediction_trigger (prediction);
CREATE INDEX prediction_word_closes_index ON prediction_word (word, closes, prediction);
CREATE INDEX prediction_word_effective_at_index ON prediction_word (word, effective_at, prediction);
CREATE INDEX prediction_word_recorded_at_index ON prediction_word (word, recorded_at, prediction);
COMMIT;
