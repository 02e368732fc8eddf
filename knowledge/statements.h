/*
 * Every statement that is run more than once, by name. See db_stmt().
 */
#ifndef KNOWLEDGE_STATEMENTS_H
#define KNOWLEDGE_STATEMENTS_H

/* What an entry can be found by: title, body. Migrations use it, too: it must not change. */
#define SEARCH_ENTRY_ROWS                                                                          \
    "SELECT e.id, askd_words(e.slug || ' ' || e.tags || ' ' ||"                                    \
    " coalesce((SELECT group_concat(title, ' ') FROM entry_text WHERE entry = e.id), '') || ' ' ||" \
    " coalesce((SELECT group_concat(text, ' ') FROM phrasing WHERE entry = e.id), '')),"           \
    " askd_words(coalesce((SELECT group_concat(concat, ' ') FROM (SELECT coalesce(answer, '') ||"  \
    " ' ' || coalesce(then_text, '') || ' ' || coalesce(now_text, '') AS concat FROM entry_text"   \
    " WHERE entry = e.id)), '')) FROM entry AS e"

/* Looked for rarely, in an index of those alone that still say who asked. */
#define QUESTIONS_OF "SELECT id FROM question INDEXED BY question_named WHERE user = "

#define QUESTION_COLUMNS                                                                           \
    "id, asked_ms, user, channel, thread, surface, lang, text, outcome, confidence, entry, rating," \
    " state, note, grp, anonymous, topic"

/* The title is looked up for the rows that are shown, not for all that are sorted. */
#define GROUP_COLUMNS                                                                              \
    "g.id, g.state, g.version, g.opened_ms, g.changed_ms, g.asked, g.langs, g.claimed_by,"         \
    " g.closed_by, g.venue, g.entry, g.note, g.merged_into,"                                       \
    " (SELECT text FROM question WHERE grp = g.id AND text <> '' ORDER BY id LIMIT 1), g.topic"

/* Of the first that has one. */
#define GROUP_TOPIC                                                                                \
    "coalesce(topic, (SELECT topic FROM question WHERE grp = ?1 AND topic IS NOT NULL"             \
    " ORDER BY id LIMIT 1))"

#define GROUP_FITS                                                                                 \
    "(?1 >> g.state) & 1 AND (?2 IS NULL OR g.claimed_by = ?2)"                                    \
    " AND (?3 < 0 OR (g.langs >> ?3) & 1) AND (?4 = 0 OR g.opened_ms <= ?4)"                       \
    " AND (?5 IS NULL OR g.id IN (SELECT q.grp FROM question_search AS s"                          \
    " JOIN question AS q ON q.id = s.rowid WHERE question_search MATCH ?5))"                       \
    " AND (?6 IS NULL OR instr(lower(g.topic), lower(?6)) > 0)"

#define STATEMENTS(X)                                                                              \
    X(BEGIN, "BEGIN IMMEDIATE")                                                                    \
    X(COMMIT, "COMMIT")                                                                            \
    X(MARK, "SAVEPOINT mark")                                                                      \
    X(KEEP, "RELEASE mark")                                                                        \
    X(UNDO, "ROLLBACK TO mark")                                                                    \
    X(ENTRIES_VERSION, "SELECT value FROM meta WHERE key = 'entries'")                             \
    X(ENTRIES_CHANGED, "UPDATE meta SET value = value + 1 WHERE key = 'entries'")                  \
                                                                                                   \
    X(CALIBRATION_GET, "SELECT value FROM meta WHERE key = 'calibration'")                         \
    X(CALIBRATION_PUT, "INSERT OR REPLACE INTO meta VALUES ('calibration', ?1)")                   \
                                                                                                   \
    X(ENTRY_BY_SLUG,                                                                               \
      "SELECT id, slug, kind, venue, url, owner, review_by, origin, tags, sources, retired"        \
      " FROM entry WHERE slug = ?1")                                                               \
    X(ENTRY_BY_ID,                                                                                 \
      "SELECT id, slug, kind, venue, url, owner, review_by, origin, tags, sources, retired"        \
      " FROM entry WHERE id = ?1")                                                                 \
    X(ENTRY_ALL,                                                                                   \
      "SELECT id, slug, kind, venue, url, owner, review_by, origin, tags, sources, retired"        \
      " FROM entry WHERE NOT retired ORDER BY slug")                                               \
    X(ENTRY_INSERT,                                                                                \
      "INSERT INTO entry (slug, kind, venue, url, owner, review_by, origin, tags, sources)"        \
      " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)")                                              \
    X(ENTRY_UPDATE,                                                                                \
      "UPDATE entry SET kind = ?2, venue = ?3, url = ?4, owner = ?5, review_by = ?6, origin = ?7," \
      " tags = ?8, sources = ?9, retired = 0 WHERE slug = ?1")                                     \
    X(ENTRY_RETIRE, "UPDATE entry SET retired = 1 WHERE slug = ?1 AND NOT retired")                \
    X(ENTRY_COUNTS, "SELECT kind, count(*) FROM entry WHERE NOT retired GROUP BY kind")            \
    X(TEXT_OF,                                                                                     \
      "SELECT entry, lang, title, answer, then_text, then_date, now_text, now_date"                \
      " FROM entry_text WHERE entry = ?1")                                                         \
    X(TEXT_ALL,                                                                                    \
      "SELECT entry, lang, title, answer, then_text, then_date, now_text, now_date"                \
      " FROM entry_text")                                                                          \
    X(TEXT_INSERT, "INSERT INTO entry_text VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)")               \
    X(TEXT_DELETE, "DELETE FROM entry_text WHERE entry = ?1")                                      \
    X(PHRASING_OF, "SELECT entry, lang, text FROM phrasing WHERE entry = ?1"                       \
                   " ORDER BY lang, position")                                                     \
    X(PHRASING_ALL, "SELECT entry, lang, text FROM phrasing ORDER BY entry, lang, position")       \
    X(PHRASING_INSERT, "INSERT INTO phrasing VALUES (?1, ?2, ?3, ?4)")                             \
    X(PHRASING_DELETE, "DELETE FROM phrasing WHERE entry = ?1")                                    \
    X(FACT_OF, "SELECT entry, key, value FROM fact WHERE entry = ?1")                              \
    X(FACT_ALL, "SELECT entry, key, value FROM fact")                                              \
    X(FACT_INSERT, "INSERT INTO fact (entry, key, value) VALUES (?1, ?2, ?3)")                     \
    X(FACT_DELETE, "DELETE FROM fact WHERE entry = ?1")                                            \
    X(REVISION_INSERT,                                                                             \
      "INSERT INTO revision (entry, number, at_ms, author, what, markdown) VALUES (?1,"            \
      " (SELECT coalesce(max(number), 0) + 1 FROM revision WHERE entry = ?1), ?2, ?3, ?4, ?5)")    \
    X(REVISION_LIST,                                                                               \
      "SELECT number, at_ms, author, what, markdown FROM revision"                                 \
      " WHERE entry = (SELECT id FROM entry WHERE slug = ?1) ORDER BY number DESC")                \
    X(REVISION_NEWEST,                                                                             \
      "SELECT coalesce(max(number), 0) FROM revision"                                              \
      " WHERE entry = (SELECT id FROM entry WHERE slug = ?1)")                                     \
    X(PROPOSAL_PUT,                                                                                \
      "INSERT OR REPLACE INTO proposal (id, at_ms, kind, author, slug, base, back_to, markdown,"   \
      " grp, asked, agreed, offered)"                                                              \
      " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)")                               \
    X(PROPOSAL_GET,                                                                                \
      "SELECT id, at_ms, kind, author, slug, base, back_to, markdown, grp, asked, agreed, offered" \
      " FROM proposal WHERE id = ?1")                                                              \
    X(PROPOSAL_WAITING,                                                                            \
      "SELECT id, at_ms, kind, author, slug, base, back_to, markdown, grp, asked, agreed, offered" \
      " FROM proposal WHERE offered OR asked IS NOT NULL ORDER BY id DESC LIMIT ?1")               \
    X(PROPOSAL_DELETE, "DELETE FROM proposal WHERE id = ?1")                                       \
    X(PROPOSAL_FORGET, "DELETE FROM proposal WHERE author = ?1 OR asked = ?1")                     \
    X(PROPOSAL_OLD,                                                                                \
      "DELETE FROM proposal WHERE at_ms < CASE WHEN offered OR asked IS NOT NULL THEN ?1"          \
      " ELSE ?2 END")                                                                              \
    X(REVISION_GET,                                                                                \
      "SELECT markdown FROM revision"                                                              \
      " WHERE entry = (SELECT id FROM entry WHERE slug = ?1) AND number = ?2")                     \
                                                                                                   \
    X(QUESTION_INSERT,                                                                             \
      "INSERT INTO question (asked_ms, user, channel, thread, surface, lang, text, outcome,"       \
      " confidence, entry, state, anonymous, topic)"                                               \
      " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)")                          \
    X(QUESTION_GET,                                                                                \
      "SELECT " QUESTION_COLUMNS " FROM question WHERE id = ?1")                   \
    X(QUESTION_LIST,                                                                               \
      "SELECT " QUESTION_COLUMNS " FROM question"                                  \
      " WHERE (?1 = 0 OR id < ?1) AND (?2 < 0 OR state = ?2) AND (?3 < 0 OR outcome = ?3)"         \
      " AND (?4 IS NULL OR instr(lower(text), lower(?4)) > 0) ORDER BY id DESC LIMIT ?5")          \
    X(QUESTION_RATE,                                                                               \
      "UPDATE question SET rating = ?3 WHERE id = ?1 AND user = ?2 AND rating <> ?3")              \
    X(QUESTION_OPEN,                                                                               \
      "UPDATE question SET state = 1 WHERE id = ?1 AND user = ?2 AND state <> 1")                  \
    X(QUESTION_CHOSE,                                                                              \
      "UPDATE question SET entry = ?3, state = 0 WHERE id = ?1 AND user = ?2")                     \
    X(QUESTION_CLOSE, "UPDATE question SET state = ?2, note = ?3 WHERE id = ?1 AND state = 1")     \
    X(QUESTION_COUNTS, "SELECT state, count(*) FROM question GROUP BY state")                      \
    X(WAITER_INSERT,                                                                               \
      "INSERT INTO waiter (question, user, channel, thread, lang, since_ms)"                       \
      " VALUES (?1, ?2, ?3, ?4, ?5, ?6)"                                                           \
      " ON CONFLICT (question, user) DO UPDATE SET told_ms = NULL, since_ms = excluded.since_ms")  \
    X(WAITER_DELETE, "DELETE FROM waiter WHERE question = ?1")                                     \
    X(WAITER_IS, "SELECT 1 FROM waiter WHERE question = ?1 AND user = ?2")                         \
    X(QUESTION_SET, "UPDATE question SET state = ?2, note = ?3 WHERE id = ?1")                     \
    X(QUESTION_COMPLAIN,                                                                           \
      "UPDATE question SET rating = -1, note = ?3 WHERE id = ?1 AND user = ?2 AND state <> 1")     \
    X(QUESTION_UNNAME,                                                                             \
      "UPDATE question SET user = NULL, channel = NULL, thread = NULL, anonymous = 1"              \
      " WHERE id = ?1 AND user = ?2 AND state = 1")                                                \
    X(QUESTION_GROUPED, "UPDATE question SET grp = ?2 WHERE id = ?1")                              \
    X(QUESTION_OF,                                                                                 \
      "SELECT " QUESTION_COLUMNS " FROM question"                                  \
      " WHERE state = 1 AND (user = ?1 OR id IN (SELECT question FROM waiter WHERE user = ?1"      \
      " AND told_ms IS NULL)) ORDER BY id DESC LIMIT ?2")                                          \
                                                                                                   \
    X(GROUP_INSERT, "INSERT INTO question_group (opened_ms, changed_ms) VALUES (?1, ?1)")          \
    X(GROUP_ASKED,                                                                                 \
      "UPDATE question_group SET asked = asked + 1, langs = langs | ?2,"                           \
      " topic = coalesce(topic, ?3) WHERE id = ?1")                                                \
    X(GROUP_RECOUNT,                                                                               \
      "UPDATE question_group SET asked = (SELECT count(*) FROM question WHERE grp = ?1),"          \
      " langs = (SELECT coalesce(max(lang = 0), 0) + 2 * coalesce(max(lang = 1), 0)"               \
      " FROM question WHERE grp = ?1), topic = " GROUP_TOPIC " WHERE id = ?1")                     \
    X(GROUP_GET,                                                                                   \
      "SELECT " GROUP_COLUMNS " FROM question_group AS g WHERE g.id = ?1")                                                 \
    X(GROUP_LIST,                                                                                  \
      "SELECT " GROUP_COLUMNS " FROM question_group AS g JOIN (SELECT g.id AS chosen"              \
      " FROM question_group AS g WHERE " GROUP_FITS " ORDER BY g.asked DESC, g.id"                 \
      " LIMIT ?7 OFFSET ?8) ON g.id = chosen ORDER BY g.asked DESC, g.id")                         \
    X(GROUP_COUNT, "SELECT count(*) FROM question_group AS g WHERE " GROUP_FITS)                   \
    X(GROUP_STATES,                                                                                \
      "SELECT state, count(*), min(opened_ms) FROM question_group GROUP BY state")                 \
    X(GROUP_MOVE,                                                                                  \
      "UPDATE question_group SET state = ?4, version = version + 1, changed_ms = ?5,"              \
      " claimed_by = ?6, closed_by = ?7, entry = coalesce(?8, entry), note = coalesce(?9, note),"  \
      " merged_into = ?10 WHERE id = ?1 AND (?2 = 0 OR version = ?2) AND (?3 >> state) & 1")       \
    X(GROUP_VENUE,                                                                                 \
      "UPDATE question_group SET venue = ?3, version = version + 1, changed_ms = ?4"               \
      " WHERE id = ?1 AND (?2 = 0 OR version = ?2) AND state < 2")                                 \
    X(GROUP_SETTLE,                                                                                \
      "UPDATE question_group SET state = ?2, version = version + 1, changed_ms = ?3,"              \
      " note = coalesce(?4, note) WHERE id = ?1 AND state < 2 AND NOT EXISTS"                      \
      " (SELECT 1 FROM question WHERE grp = ?1 AND state = 1)")                                    \
    X(GROUP_WORD_PUT, "INSERT OR IGNORE INTO group_word (word, grp) VALUES (?1, ?2)")              \
    X(GROUP_WORD_FIND, "SELECT grp FROM group_word WHERE word = ?1 ORDER BY grp DESC LIMIT ?2")    \
    X(GROUP_WORD_FIRST, "SELECT min(grp) FROM group_word WHERE word = ?1")                         \
    X(GROUP_WORD_DROP, "DELETE FROM group_word WHERE grp = ?1")                                    \
    X(GROUP_QUESTIONS,                                                                             \
      "SELECT " QUESTION_COLUMNS " FROM question"                                  \
      " WHERE grp = ?1 AND text <> '' ORDER BY id LIMIT ?2")                                       \
    X(GROUP_CLOSE_QUESTIONS,                                                                       \
      "UPDATE question SET state = ?2, note = ?3, entry = coalesce(?4, entry)"                     \
      " WHERE grp = ?1 AND state = 1")                                                             \
    X(GROUP_MOVE_QUESTIONS, "UPDATE question SET grp = ?2 WHERE grp = ?1")                         \
    X(GROUP_MOVE_QUESTION, "UPDATE question SET grp = ?3 WHERE id = ?2 AND grp = ?1")              \
    X(GROUP_WAITERS,                                                                               \
      "SELECT w.question, w.user, w.channel, w.thread, w.lang, q.surface, q.anonymous, q.text"     \
      " FROM question AS q JOIN waiter AS w ON w.question = q.id"                                  \
      " WHERE q.grp = ?1 AND w.told_ms IS NULL ORDER BY q.id")                                     \
    X(GROUP_TOLD,                                                                                  \
      "UPDATE waiter SET told_ms = ?2 WHERE told_ms IS NULL"                                       \
      " AND question IN (SELECT id FROM question WHERE grp = ?1)")                                 \
    X(GROUP_UNKNOW,                                                                                \
      "DELETE FROM member WHERE NOT chosen AND user IN (SELECT w.user FROM waiter AS w"            \
      " JOIN question AS q ON q.id = w.question WHERE q.grp = ?1 AND q.anonymous)"                 \
      " AND NOT EXISTS (" QUESTIONS_OF "member.user)")                                             \
    X(GROUP_UNNAME,                                                                                \
      "DELETE FROM waiter WHERE question IN"                                                       \
      " (SELECT id FROM question WHERE grp = ?1 AND anonymous)")                                   \
    X(GROUP_HISTORY_PUT,                                                                           \
      "INSERT INTO group_history (grp, at_ms, actor, what, detail) VALUES (?1, ?2, ?3, ?4, ?5)")   \
    X(GROUP_HISTORY,                                                                               \
      "SELECT at_ms, actor, what, detail FROM group_history WHERE grp = ?1 ORDER BY id")           \
    X(AUDIT_PUT,                                                                                   \
      "INSERT INTO audit (at_ms, actor, act, subject, detail, refused)"                            \
      " VALUES (?1, ?2, ?3, ?4, ?5, ?6)")                                                          \
    X(AUDIT_LIST,                                                                                  \
      "SELECT id, at_ms, actor, act, subject, detail, refused FROM audit WHERE id < ?2"            \
      " ORDER BY id DESC LIMIT ?1")                                                                \
                                                                                                   \
    X(MEMBER_GET, "SELECT lang, chosen FROM member WHERE user = ?1")                               \
    X(MEMBER_CHOOSE,                                                                               \
      "INSERT INTO member (user, lang, chosen) VALUES (?1, ?2, ?3)"                                \
      " ON CONFLICT (user) DO UPDATE SET lang = excluded.lang, chosen = excluded.chosen")          \
    X(MEMBER_WROTE,                                                                                \
      "INSERT INTO member (user, lang, chosen) VALUES (?1, ?2, 0)"                                 \
      " ON CONFLICT (user) DO UPDATE SET lang = excluded.lang WHERE NOT chosen")                   \
    X(MEMBER_UNLEARN,                                                                              \
      "DELETE FROM member WHERE user = ?1 AND NOT chosen"                                          \
      " AND NOT EXISTS (" QUESTIONS_OF "?1)")                                                      \
    X(MEMBER_FACTS,                                                                                \
      "SELECT count(*), count(*) FILTER (WHERE state = 1), count(*) FILTER (WHERE rating <> 0),"   \
      " coalesce(min(asked_ms), 0), coalesce(max(asked_ms), 0) FROM question"                      \
      " WHERE id IN (" QUESTIONS_OF "?1)"                                                          \
      " OR id IN (SELECT question FROM waiter WHERE user = ?1 AND told_ms IS NULL)")               \
    X(MEMBER_DELETE, "DELETE FROM member WHERE user = ?1")                                         \
    X(MEMBER_UNWAIT, "DELETE FROM waiter WHERE user = ?1")                                         \
    X(MEMBER_UNOPEN,                                                                               \
      "UPDATE question SET text = '', state = 3 WHERE state = 1 AND (user = ?1"                    \
      " OR id IN (SELECT question FROM waiter WHERE user = ?1 AND told_ms IS NULL))")              \
    X(MEMBER_UNGROUP,                                                                              \
      "UPDATE question_group SET state = 3, version = version + 1 WHERE state < 2 AND NOT EXISTS"  \
      " (SELECT 1 FROM question WHERE grp = question_group.id AND state = 1)"                      \
      " AND ?1 IS NOT NULL")                                                                       \
    X(MEMBER_UNWORD,                                                                               \
      "DELETE FROM group_word WHERE ?1 IS NOT NULL AND grp IN (SELECT id FROM question_group"      \
      " WHERE state = 3 AND NOT EXISTS"                                                            \
      " (SELECT 1 FROM question WHERE grp = question_group.id AND text <> ''))")                   \
    X(MEMBER_UNASK,                                                                                \
      "UPDATE question SET user = NULL, channel = NULL, thread = NULL"                             \
      " WHERE id IN (" QUESTIONS_OF "?1)")                                                         \
    X(MEMBER_UNOWE, "DELETE FROM owed WHERE target = ?1 OR fallback = ?1")                         \
    X(MEMBER_UNPOST, /* one of several that say the same is named after whom it was sent to */     \
      "DELETE FROM post WHERE substr(name, -length(?1) - 1) = ':' || ?1")                          \
    X(MEMBER_UNSETTLE, /* whose those were that have left is not known; the rows' ids stay taken */ \
      "UPDATE reply SET body = CAST('{}' AS BLOB), recipe = NULL, url = NULL, fallback = NULL,"    \
      " owed = 0"                                                                                  \
      " WHERE NOT owed OR fallback = ?1")                                                          \
    X(MEMBER_UNAUDIT,                                                                              \
      "UPDATE audit SET actor = iif(actor = ?1, 'forgotten', actor), subject = nullif(subject, ?1)," \
      " detail = nullif(detail, ?1) WHERE actor = ?1 OR subject = ?1 OR detail = ?1")              \
    X(MEMBER_UNDO,                                                                                 \
      "UPDATE group_history SET actor = iif(actor = ?1, 'forgotten', actor),"                      \
      " detail = nullif(detail, ?1) WHERE actor = ?1 OR detail = ?1")                              \
    X(MEMBER_UNCLAIM,                                                                              \
      "UPDATE question_group SET state = iif(state = 1 AND claimed_by = ?1, 0, state),"            \
      " claimed_by = nullif(claimed_by, ?1), closed_by = nullif(closed_by, ?1),"                   \
      " version = version + 1 WHERE claimed_by = ?1 OR closed_by = ?1")                            \
    X(MEMBER_UNSIGN, "UPDATE revision SET author = 'forgotten' WHERE author = ?1")                 \
    X(MEMBER_UNREJECT, "UPDATE reject SET author = 'forgotten' WHERE author = ?1")                 \
    X(SEARCH_QUESTION_SHRINK,                                                                      \
      "INSERT INTO question_search (question_search) VALUES ('optimize')")                         \
    X(MEMBER_UNTIME, "DELETE FROM timer WHERE key = ?1")                                           \
                                                                                                   \
    X(SEEN_ALL, "SELECT id, at_ms, keys FROM seen ORDER BY id")                                    \
    X(SEEN_INSERT, "INSERT INTO seen (at_ms, keys) VALUES (?1, ?2)")                               \
    X(SEEN_SWEEP, "DELETE FROM seen WHERE id <= ?1")                                               \
    X(REPLY_INSERT,                                                                                \
      "INSERT INTO reply (key, body, url, fallback, at_ms, until_ms, owed, recipe)"                \
      " VALUES (?1, ?2, ?3, ?4, ?5, ?6, 1, ?7)")                                                   \
    X(REPLY_BY_KEY, "SELECT coalesce(max(id), 0) FROM reply WHERE key = ?1")                       \
    X(REPLY_GET, "SELECT body, recipe FROM reply WHERE id = ?1")                                   \
    X(REPLY_MADE, "UPDATE reply SET body = ?2, recipe = NULL WHERE id = ?1")                       \
    X(REPLY_UNMADE, "SELECT id FROM reply WHERE owed AND recipe IS NOT NULL ORDER BY id")          \
    X(REPLY_WRITTEN,                                                                               \
      "UPDATE reply SET owed = 0, url = NULL, fallback = NULL WHERE id BETWEEN ?1 AND ?2")         \
    X(REPLY_OWE,                                                                                   \
      "INSERT INTO owed (lane, method, target, fallback, body, at_ms, due_ms, until_ms)"           \
      " SELECT 'reply:' || id, 'response_url', url, fallback, body, ?2, ?2, until_ms FROM reply"   \
      " WHERE id = ?1 AND owed AND url IS NOT NULL")                                               \
    X(REPLY_OWE_ALL,                                                                               \
      "INSERT INTO owed (lane, method, target, fallback, body, at_ms, due_ms, until_ms)"           \
      " SELECT 'reply:' || id, 'response_url', url, fallback, body, ?1, ?1, until_ms FROM reply"   \
      " WHERE owed AND recipe IS NULL AND url IS NOT NULL ORDER BY id")                            \
    X(REPLY_LOST_ALL,                                                                              \
      "UPDATE reply SET owed = 0, url = NULL, fallback = NULL WHERE owed AND recipe IS NULL")      \
    X(REPLY_SWEEP, "DELETE FROM reply WHERE NOT owed AND at_ms < ?1"                               \
                   " AND id < (SELECT max(id) FROM reply)")                                        \
    X(OWED_INSERT,                                                                                 \
      "INSERT INTO owed (lane, method, target, fallback, name, body, at_ms, due_ms, until_ms,"     \
      " cause) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)")                                  \
    X(OWED_CAUSED, "SELECT 1 FROM owed WHERE cause = ?1 AND NOT dead LIMIT 1")                     \
    X(OWED_REWRITE,                                                                                \
      "UPDATE owed AS o SET body = ?3 WHERE method = ?2"                                           \
      " AND id = (SELECT max(id) FROM owed WHERE name = ?1 AND NOT dead)"                          \
      " AND id > (SELECT min(id) FROM owed WHERE lane = o.lane AND NOT dead)")                     \
    X(OWED_HEADS,                                                                                  \
      "SELECT min(id), lane, method, target, fallback, name, body, due_ms, until_ms, tries"        \
      " FROM owed"                                                                                 \
      " WHERE NOT dead GROUP BY lane ORDER BY 1 LIMIT ?1")                                         \
    X(OWED_NAME, "SELECT name FROM owed WHERE id = ?1")                                            \
    X(OWED_DELETE, "DELETE FROM owed WHERE id = ?1")                                               \
    X(OWED_AGAIN,                                                                                  \
      "UPDATE owed SET tries = tries + 1, due_ms = ?2, why = ?3 WHERE id = ?1")                    \
    X(OWED_REDIRECT,                                                                               \
      "UPDATE owed SET method = ?2, target = ?3, body = ?4, fallback = NULL, tries = 0,"           \
      " due_ms = ?5, until_ms = 0 WHERE id = ?1")                                                  \
    X(OWED_LANE, "SELECT lane FROM owed WHERE name = ?1 AND NOT dead ORDER BY id DESC LIMIT 1")    \
    X(OWED_DEAD, "UPDATE owed SET dead = 1, why = ?2, at_ms = ?3, body = x'' WHERE id = ?1")        \
    X(OWED_DEAD_LIST,                                                                              \
      "SELECT id, at_ms, method, why FROM owed WHERE dead ORDER BY id DESC LIMIT ?1")              \
    X(OWED_SWEEP, "DELETE FROM owed WHERE dead AND at_ms < ?1")                                    \
    X(REDIRECTED_COUNT,                                                                            \
      "INSERT INTO meta (key, value) VALUES ('redirected', 1)"                                     \
      " ON CONFLICT (key) DO UPDATE SET value = value + 1")                                        \
    X(REDIRECTED_GET,                                                                              \
      "SELECT coalesce((SELECT value FROM meta WHERE key = 'redirected'), 0)")                     \
    X(OWED_COUNTS,                                                                                 \
      "SELECT count(*) FILTER (WHERE NOT dead), count(*) FILTER (WHERE dead),"                     \
      " coalesce(min(at_ms) FILTER (WHERE NOT dead), 0) FROM owed")                                \
    X(REPLY_COUNT, "SELECT count(*) FROM reply WHERE owed")                                        \
    X(POST_PUT,                                                                                    \
      "INSERT INTO post (name, channel, ts, at_ms) VALUES (?1, ?2, ?3, ?4)"                        \
      " ON CONFLICT (name) DO UPDATE SET channel = excluded.channel, ts = excluded.ts")            \
    X(POST_GET, "SELECT channel, ts FROM post WHERE name = ?1")                                    \
                                                                                                   \
    X(RETENTION_UNNAME,                                                                            \
      "UPDATE question SET user = NULL, channel = NULL, thread = NULL WHERE id IN"                 \
      " (SELECT id FROM question WHERE user IS NOT NULL AND asked_ms < ?1 AND state <> 1"          \
      " ORDER BY asked_ms LIMIT ?2)")                                                              \
    X(RETENTION_WAITERS,                                                                           \
      "DELETE FROM waiter WHERE (question, user) IN"                                               \
      " (SELECT w.question, w.user FROM waiter AS w WHERE w.since_ms < ?1 AND NOT EXISTS"          \
      " (SELECT 1 FROM question WHERE id = w.question AND state = 1) LIMIT ?2)")                   \
    X(RETENTION_QUESTIONS,                                                                         \
      "SELECT id FROM question WHERE asked_ms < ?1 AND state <> 1 ORDER BY asked_ms LIMIT ?2")     \
    X(RETENTION_UNFILE, "DELETE FROM question_search WHERE rowid = ?1")                            \
    X(RETENTION_UNASK, "DELETE FROM question WHERE id = ?1")                                       \
    X(RETENTION_GROUPS,                                                                            \
      "SELECT g.id FROM question_group AS g WHERE g.changed_ms < ?1 AND g.state >= 2"              \
      " AND NOT EXISTS (SELECT 1 FROM question WHERE grp = g.id) LIMIT ?2")                        \
    X(RETENTION_UNGROUP, "DELETE FROM question_group WHERE id = ?1")                               \
    X(RETENTION_UNTELL, "DELETE FROM group_history WHERE grp = ?1")                                \
    X(RETENTION_MERGE, "INSERT INTO question_search (question_search, rank) VALUES ('merge', -500)")\
    X(RETENTION_CLOSERS,                                                                           \
      "UPDATE question_group SET claimed_by = NULL, closed_by = NULL WHERE id IN"                  \
      " (SELECT id FROM question_group WHERE changed_ms < ?1 AND state >= 2"                       \
      " AND coalesce(claimed_by, closed_by) IS NOT NULL LIMIT ?2)")                                \
    X(RETENTION_HISTORY,                                                                           \
      "DELETE FROM group_history WHERE id IN (SELECT h.id FROM group_history AS h"                 \
      " JOIN question_group AS g ON g.id = h.grp WHERE h.id < coalesce("                           \
      "(SELECT id FROM group_history WHERE at_ms >= ?1 ORDER BY id LIMIT 1), 9e18)"                \
      " AND h.at_ms < ?1 AND g.state >= 2 ORDER BY h.id LIMIT ?2)")                                \
    X(RETENTION_POSTS,                                                                             \
      "DELETE FROM post WHERE name IN (SELECT name FROM post WHERE at_ms < ?1"                     \
      " AND name NOT IN (SELECT 'group:' || id FROM question_group WHERE state < 2) LIMIT ?2)")    \
    X(RETENTION_AUDIT,                                                                             \
      "DELETE FROM audit WHERE at_ms < ?1 AND id IN (SELECT id FROM audit ORDER BY id LIMIT ?2)")  \
                                                                                                   \
    X(FIGURES_ASKED,                                                                               \
      "SELECT asked_ms, lang, outcome, rating FROM question"                                       \
      " WHERE asked_ms >= ?1 AND asked_ms < ?2")                                                   \
    X(FIGURES_PEOPLE,                                                                              \
      "SELECT q.asked_ms, g.changed_ms FROM question_group AS g CROSS JOIN question AS q"          \
      " WHERE g.state = 2 AND g.changed_ms >= ?1 AND g.changed_ms < ?2 AND q.grp = g.id"           \
      " AND q.state = 2")                                                                          \
    X(FIGURES_TAGS,                                                                                \
      "SELECT e.tags, count(*) FROM question AS q JOIN entry AS e ON e.slug = q.entry"             \
      " WHERE q.asked_ms >= ?1 AND q.asked_ms < ?2 GROUP BY e.id")                                 \
    X(FIGURES_GROUPS,                                                                              \
      "SELECT grp, count(*) FROM question WHERE asked_ms >= ?1 AND asked_ms < ?2"                  \
      " AND grp IS NOT NULL AND text <> '' GROUP BY grp ORDER BY 2 DESC, 1 LIMIT ?3")              \
    X(FIGURES_UNHELPFUL,                                                                           \
      "SELECT entry, count(*) FROM question WHERE asked_ms >= ?1 AND asked_ms < ?2"                \
      " AND rating < 0 AND entry IS NOT NULL GROUP BY entry ORDER BY 2 DESC, 1 LIMIT ?3")          \
    X(FIGURES_DUE,                                                                                 \
      "SELECT slug, julianday(?1) - julianday(review_by) FROM entry"                               \
      " WHERE NOT retired AND review_by <= ?1 ORDER BY review_by, slug")                           \
    X(FIGURES_DEAD_LINKS, "SELECT count(*) FROM link WHERE failures > 0")                          \
    X(FIGURES_FIRST, "SELECT coalesce(min(asked_ms), 0) FROM question")                            \
                                                                                                   \
    X(NEWCOMER_GET,                                                                                \
      "SELECT greet_ms, goal, stopped, coalesce((SELECT done FROM newcomer_goal AS g"              \
      " WHERE g.user = n.user AND g.goal = n.goal), 0) FROM newcomer AS n WHERE user = ?1")        \
    X(NEWCOMER_JOIN,                                                                               \
      "INSERT OR IGNORE INTO newcomer (user, greet_ms)"                                            \
      " SELECT ?1, max(?2, coalesce((SELECT greet_ms FROM newcomer AS n WHERE greet_ms <= ?2"      \
      " OR EXISTS (SELECT 1 FROM timer WHERE due_ms = n.greet_ms AND key = n.user)"                \
      " ORDER BY greet_ms DESC LIMIT 1), 0) + ?3)")                                                \
    X(NEWCOMER_UNDO, "DELETE FROM newcomer_goal WHERE user = ?1")                                  \
    X(NEWCOMER_BEGIN,                                                                              \
      "INSERT INTO newcomer (user, greet_ms) VALUES (?1, ?2)"                                      \
      " ON CONFLICT (user) DO UPDATE SET goal = NULL")                                             \
    X(NEWCOMER_CHOOSE,                                                                             \
      "INSERT INTO newcomer (user, greet_ms, goal) VALUES (?1, ?2, ?3)"                            \
      " ON CONFLICT (user) DO UPDATE SET goal = excluded.goal")                                    \
    X(NEWCOMER_DID,                                                                                \
      "INSERT INTO newcomer_goal (user, goal, done) VALUES (?1, ?2, ?3)"                           \
      " ON CONFLICT (user, goal) DO UPDATE SET done = done | excluded.done")                       \
    X(NEWCOMER_STOP,                                                                               \
      "INSERT INTO newcomer (user, greet_ms, stopped) VALUES (?1, ?2, 1)"                          \
      " ON CONFLICT (user) DO UPDATE SET stopped = 1")                                             \
    X(NEWCOMER_ENTER,                                                                              \
      "INSERT OR IGNORE INTO newcomer_channel (channel, user, at_ms)"                              \
      " VALUES (?1, ?2, ?3)")                                                                      \
    X(NEWCOMER_LATELY, "SELECT count(*) FROM newcomer_channel WHERE channel = ?1 AND at_ms > ?2")  \
    X(NEWCOMER_FORGET, "DELETE FROM newcomer WHERE user = ?1")                                     \
    X(NEWCOMER_UNWILLING, "SELECT 1 FROM newcomer_unwilling WHERE key = ?1")                       \
    X(NEWCOMER_KEEP_UNWILLING,                                                                     \
      "INSERT OR IGNORE INTO newcomer_unwilling SELECT ?2 FROM newcomer"                           \
      " WHERE user = ?1 AND stopped")                                                              \
    X(NEWCOMER_UNCHANNEL, "DELETE FROM newcomer_channel WHERE user = ?1")                          \
                                                                                                   \
    X(REPORT_ADD,                                                                                  \
      "INSERT INTO report (at_ms, reporter, about, link, quote, text)"                             \
      " VALUES (?1, ?2, ?3, ?4, ?5, ?6)")                                                          \
    X(REPORT_GET,                                                                                  \
      "SELECT id, at_ms, reporter, about, link, quote, text, handled_by FROM report"               \
      " WHERE id = ?1")                                                                            \
    X(REPORT_OPEN,                                                                                 \
      "SELECT id, at_ms, reporter, about, link, quote, text, handled_by FROM report"               \
      " WHERE handled_by IS NULL ORDER BY id LIMIT ?1")                                            \
    X(REPORT_HANDLE, "UPDATE report SET handled_by = ?2 WHERE id = ?1 AND handled_by IS NULL")     \
    X(REPORT_UNNAME, "UPDATE report SET reporter = NULL WHERE reporter = ?1")                      \
    X(RETENTION_REPORTS,                                                                           \
      "DELETE FROM report WHERE id IN (SELECT id FROM report"                                      \
      " WHERE handled_by IS NOT NULL AND at_ms < ?1 LIMIT ?2)")                                    \
    X(RETENTION_ENTERED,                                                                           \
      "DELETE FROM newcomer_channel WHERE (channel, user) IN"                                      \
      " (SELECT channel, user FROM newcomer_channel WHERE at_ms < ?1 LIMIT ?2)")                   \
    X(RETENTION_GOALS,                                                                             \
      "DELETE FROM newcomer_goal WHERE (user, goal) IN"                                            \
      " (SELECT g.user, g.goal FROM newcomer AS n JOIN newcomer_goal AS g ON g.user = n.user"      \
      " WHERE n.greet_ms < ?1 LIMIT ?2)")                                                          \
    X(RETENTION_NEWCOMERS,                                                                         \
      "DELETE FROM newcomer WHERE user IN"                                                         \
      " (SELECT user FROM newcomer WHERE greet_ms < ?1 AND NOT stopped LIMIT ?2)")                 \
    X(USERGROUP_DROP, "DELETE FROM usergroup_member WHERE grp = ?1")                               \
    X(USERGROUP_PUT, "INSERT OR IGNORE INTO usergroup_member (grp, user) VALUES (?1, ?2)")         \
    X(USERGROUP_MEMBERS, "SELECT user FROM usergroup_member WHERE grp = ?1 ORDER BY user")         \
    X(USERGROUP_HAS, "SELECT 1 FROM usergroup_member WHERE grp = ?1 AND user = ?2")                \
                                                                                                   \
    X(HUSH_PASSED,                                                                                 \
      "INSERT INTO hush (channel, until_ms) VALUES (?1, ?3)"                                       \
      " ON CONFLICT (channel) DO UPDATE SET until_ms = excluded.until_ms WHERE until_ms <= ?2")    \
    X(HUSH_FOR,                                                                                    \
      "INSERT INTO hush (channel, until_ms) VALUES (?1, ?3)"                                       \
      " ON CONFLICT (channel) DO UPDATE SET until_ms = excluded.until_ms WHERE ?2 >= 0")           \
                                                                                                   \
    X(TIMER_PUT,                                                                                   \
      "INSERT INTO timer (name, key, due_ms, value) VALUES (?1, ?2, ?3, ?4)"                       \
      " ON CONFLICT (name, key) DO UPDATE SET due_ms = excluded.due_ms, value = excluded.value")   \
    X(TIMER_HASTEN,                                                                                \
      "INSERT INTO timer (name, key, due_ms) VALUES (?1, '', ?2)"                                  \
      " ON CONFLICT (name, key) DO UPDATE SET due_ms = min(due_ms, excluded.due_ms)")              \
    X(TIMER_DELETE, "DELETE FROM timer WHERE name = ?1 AND key = ?2")                              \
    X(TIMER_DUE,                                                                                   \
      "SELECT name, key, value, due_ms FROM timer WHERE due_ms <= ?1 ORDER BY due_ms LIMIT 1")     \
    X(TIMER_NEXT, "SELECT coalesce(min(due_ms), ?1) FROM timer")                                   \
                                                                                                   \
    X(GOLDEN_ALL, "SELECT question, expected FROM golden ORDER BY question")                       \
    X(GOLDEN_COUNT, "SELECT count(*) FROM golden")                                                 \
    X(GOLDEN_PUT,                                                                                  \
      "INSERT INTO golden (question, expected) VALUES (?1, ?2)"                                    \
      " ON CONFLICT (question) DO UPDATE SET expected = excluded.expected"                         \
      " WHERE expected IS NOT excluded.expected")                                                  \
    X(GOLDEN_DELETE, "DELETE FROM golden")                                                         \
    X(ALIAS_ALL, "SELECT word, meaning FROM alias ORDER BY word, meaning")                         \
    X(ALIAS_PUT, "INSERT OR IGNORE INTO alias (word, meaning) VALUES (?1, ?2)")                    \
    X(ALIAS_DELETE,                                                                                \
      "DELETE FROM alias WHERE (?1 IS NULL OR word = ?1) AND (?2 IS NULL OR meaning = ?2)")        \
    X(ALIAS_COUNT, "SELECT count(*) FROM alias")                                                   \
    X(REJECT_COUNT, "SELECT count(*) FROM reject")                                                 \
    X(REJECT_ALL, "SELECT text FROM reject ORDER BY text")                                         \
    X(REJECT_PUT, "INSERT OR IGNORE INTO reject (text, at_ms, author) VALUES (?1, ?2, ?3)")        \
    X(REJECT_DELETE, "DELETE FROM reject")                                                         \
    X(LINK_ALL, "SELECT url, checked_ms, status, why, failures FROM link ORDER BY url")            \
    X(LINK_DEAD,                                                                                   \
      "SELECT url, checked_ms, status, why, failures FROM link WHERE failures > 0 ORDER BY url")   \
    X(LINK_ANY, "SELECT 1 FROM link LIMIT 1")                                                      \
    X(LINK_PUT,                                                                                    \
      "INSERT INTO link (url, checked_ms, status, why, failures) VALUES (?1, ?2, ?3, ?4, ?5)"      \
      " ON CONFLICT (url) DO UPDATE SET checked_ms = excluded.checked_ms,"                         \
      " status = excluded.status, why = excluded.why,"                                             \
      " failures = iif(excluded.failures = 0, 0, failures + 1)")                                   \
    X(LINK_DELETE, "DELETE FROM link WHERE url = ?1")                                              \
    X(SEARCH_ENTRY_DROP, "DELETE FROM entry_search WHERE rowid = ?1")                              \
    X(SEARCH_ENTRY_PUT,                                                                            \
      "INSERT INTO entry_search (rowid, title, body) " SEARCH_ENTRY_ROWS                           \
      " WHERE e.id = ?1 AND NOT e.retired")                                                        \
    X(SEARCH_ENTRIES,                                                                              \
      "SELECT rowid FROM entry_search WHERE entry_search MATCH ?1"                                 \
      " ORDER BY bm25(entry_search, 4.0, 1.0), rowid LIMIT ?2")                                    \
    X(SEARCH_QUESTION_PUT,                                                                         \
      "INSERT INTO question_search (rowid, text) VALUES (?1, ?2)")                                 \
    X(SEARCH_QUESTION_WORDS,                                                                       \
      "SELECT askd_words(text) FROM question WHERE id = ?1 AND grp IS NOT NULL AND text <> ''")    \
    X(SEARCH_QUESTION_FORGET,                                                                      \
      "DELETE FROM question_search WHERE rowid IN (SELECT s.rowid FROM question_search AS s"       \
      " LEFT JOIN question AS q ON q.id = s.rowid WHERE q.id IS NULL OR q.text = '')")

#define STATEMENT_ID(id, sql) STMT_##id,
typedef enum StmtId { STATEMENTS(STATEMENT_ID) STMT_COUNT } StmtId;
#undef STATEMENT_ID

#endif
