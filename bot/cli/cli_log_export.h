/*
 * The question log on stdout, as CSV or as JSON lines.
 */
#ifndef BOT_CLI_LOG_EXPORT_H
#define BOT_CLI_LOG_EXPORT_H

#include <glib.h>
#include <stdbool.h>

#include "knowledge/question.h"

typedef enum LogExportFormat { LOG_EXPORT_CSV, LOG_EXPORT_JSONL } LogExportFormat;
bool log_export_format_parse(const char *word, LogExportFormat *format);

bool log_export(Kb *kb, const QuestionFilter *filter, LogExportFormat format,
                GError **error) G_GNUC_WARN_UNUSED_RESULT;

#endif
