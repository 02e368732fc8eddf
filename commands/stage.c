/*
 * Words for stages.
 */
#include "commands/stage.h"

#include <glib.h>
#include <string.h>

#include "commands/catalogue.h"

const Stage stages[STAGES] = {
    {"graduated", {"Graduated", "毕业"}, "graduation-criteria", {"graduate", "毕业项目", "已毕业"}},
    {"incubating",
     {"Incubating", "孵化"},
     "incubation-criteria",
     {"incubation", "incubator", "孵化项目", "孵化中"}},
    {"sandbox", {"Sandbox", "沙箱"}, "what-can-be-hosted", {"沙盒", "沙箱项目", "沙盒项目"}},
    {"archived", {"Archived", "归档"}, "archived-projects", {"archive", "已归档", "归档项目"}},
};

const Stage *stage_find(const char *word)
{
    g_autofree char *folded = catalogue_fold(word);
    for (size_t i = 0; i < G_N_ELEMENTS(stages); i++) {
        const Stage *stage = &stages[i];
        if (strcmp(folded, stage->code) == 0 || strcmp(folded, stage->name.zh) == 0)
            return stage;
        for (size_t a = 0; a < G_N_ELEMENTS(stage->also) && stage->also[a]; a++)
            if (strcmp(folded, stage->also[a]) == 0)
                return stage;
    }
    return NULL;
}

const char *stage_name(const char *code, Lang lang)
{
    const Stage *stage = code ? stage_find(code) : NULL;
    return stage ? words(stage->name, lang) : code;
}
