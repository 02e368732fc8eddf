#!/bin/sh
# demo.sh BUILD: a local workspace and the bot against it, until Ctrl-C. PORT=8080 chooses the page's port.
set -eu
build=$1
folder=$build/demo
mkdir -p "$folder"
box= bot=
finish() {
    trap - EXIT
    [ -z "$bot" ] || kill "$bot" 2>/dev/null || true
    [ -z "$box" ] || kill "$box" 2>/dev/null || true
    wait
}
trap finish EXIT
trap 'exit 0' INT TERM

"$build/askd" manifest > "$folder/manifest.json"
"$build/slackbox" --control-port "${PORT:-0}" --manifest "$folder/manifest.json" \
    > "$folder/slackbox.line" 2> "$folder/slackbox.log" &
box=$!
while [ ! -s "$folder/slackbox.line" ]; do
    kill -0 "$box" 2>/dev/null || { echo "slackbox did not start" >&2; exit 1; }
    sleep 0.05
done
of() { tr ' ' '\n' < "$folder/slackbox.line" | sed -n "s/^$1=//p"; }

cat > "$folder/askd.conf" <<END
[community]
triage_channel = C0TRIAGE
moderators = U0MOD, U0LIN
maintainers = U0MOD
END
SLACK_API_URL=$(of api) SLACK_APP_TOKEN=$(of app_token) SLACK_BOT_TOKEN=$(of bot_token) \
    ASKD_DB=${ASKD_DB:-$folder/askd.db} ASKD_CONFIG=$folder/askd.conf "$build/askd" run 2> "$folder/askd.log" &
bot=$!

echo
echo "  The chat page:  $(of page)"
echo
echo "  Open it, go to #help and type:   /ask what does containerd do?"
echo "  Then be 王伟 and type:            /ask 普罗米修斯是谁捐给 CNCF 的？"
echo "  Ask what it cannot know, then be Mo Derator and open #triage, or 林静 and type /questions"
echo
echo "  The bot's log is $folder/askd.log, its file $folder/askd.db. Ctrl-C ends both."
wait "$bot" || { echo "askd ended:" >&2; tail -n 3 "$folder/askd.log" >&2; exit 1; }
