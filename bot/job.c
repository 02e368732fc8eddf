/*
 * Jobs as things: made, freed, told apart.
 */
#include "bot/job.h"

Job *job_new(JobKind kind)
{
    Job *job = g_new0(Job, 1);
    job->kind = kind;
    return job;
}

void job_free(void *data)
{
    Job *job = data;
    envelope_free(job->envelope);
    effects_free(job->effects);
    if (job->result)
        call_result_free(job->result);
    ack_clear(&job->ack);
    g_free(job);
}

bool jobs_have_news(const GPtrArray *jobs)
{
    for (unsigned i = 0; i < jobs->len; i++) {
        const Job *job = jobs->pdata[i];
        if (job->envelope || (job->result && job->result->fate == CALL_FETCHED))
            return true;
    }
    return false;
}
