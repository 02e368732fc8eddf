/* The emoji that a bot's message is likely to name. An unknown name stays as it was written. */

const NAMES = `
+1 👍 -1 👎 thumbsup 👍 thumbsdown 👎 wave 👋 tada 🎉 rocket 🚀 eyes 👀 smile 😄 slightly_smiling_face 🙂
smiley 😃 grinning 😀 joy 😂 wink 😉 blush 😊 heart ❤️ heart_eyes 😍 thinking_face 🤔 sob 😭 cry 😢
white_check_mark ✅ heavy_check_mark ✔️ ballot_box_with_check ☑️ x ❌ warning ⚠️ no_entry ⛔ bulb 💡
question ❓ grey_question ❔ exclamation ❗ information_source ℹ️ mag 🔍 mag_right 🔎 book 📖 books 📚
bookmark 🔖 link 🔗 memo 📝 pencil ✏️ pencil2 ✏️ clipboard 📋 calendar 📅 date 📅 clock1 🕐 hourglass ⌛
hourglass_flowing_sand ⏳ bell 🔔 no_bell 🔕 mega 📣 loudspeaker 📢 speech_balloon 💬 thought_balloon 💭
lock 🔒 unlock 🔓 key 🔑 gear ⚙️ wrench 🔧 hammer 🔨 tools 🛠️ hammer_and_wrench 🛠️ package 📦 whale 🐳
whale2 🐋 penguin 🐧 robot_face 🤖 fire 🔥 star ⭐ star2 🌟 sparkles ✨ zap ⚡ bug 🐛 seedling 🌱
herb 🌿 globe_with_meridians 🌐 earth_asia 🌏 earth_americas 🌎 earth_africa 🌍 house 🏠 compass 🧭
world_map 🗺️ handshake 🤝 raised_hands 🙌 raised_hand ✋ clap 👏 pray 🙏 muscle 💪 ok_hand 👌 point_right 👉
point_left 👈 point_up ☝️ point_down 👇 busts_in_silhouette 👥 bust_in_silhouette 👤 student 🧑‍🎓
mortar_board 🎓 trophy 🏆 medal 🏅 dart 🎯 checkered_flag 🏁 triangular_flag_on_post 🚩 100 💯
arrow_right ➡️ arrow_left ⬅️ arrow_up ⬆️ arrow_down ⬇️ arrows_counterclockwise 🔄 repeat 🔁 new 🆕
ok 🆗 sos 🆘 one 1️⃣ two 2️⃣ three 3️⃣ four 4️⃣ five 5️⃣ red_circle 🔴 large_blue_circle 🔵
large_green_circle 🟢 large_yellow_circle 🟡 white_circle ⚪ black_circle ⚫ inbox_tray 📥 outbox_tray 📤
envelope ✉️ email 📧 chart_with_upwards_trend 📈 bar_chart 📊 ship 🚢 anchor ⚓ ocean 🌊 cloud ☁️ sunny ☀️
coffee ☕ cake 🍰 cn 🇨🇳 us 🇺🇸 flag-cn 🇨🇳 flag-us 🇺🇸 open_hands 👐 hugging_face 🤗 shrug 🤷 party_parrot 🦜
newspaper 📰 scroll 📜 label 🏷️ pushpin 📌 round_pushpin 📍 paperclip 📎 file_folder 📁 computer 💻
`
  .trim()
  .split(/\s+/);

const BY_NAME = new Map();
for (let i = 0; i + 1 < NAMES.length; i += 2) BY_NAME.set(NAMES[i], NAMES[i + 1]);

export const emoji = (name) => BY_NAME.get(name.replace(/::skin-tone-\d$/, ''));

export const withEmoji = (text) =>
  text.replace(/:([a-z0-9_+-]+):/g, (whole, name) => emoji(name) ?? whole);
