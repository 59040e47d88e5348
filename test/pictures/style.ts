/** Looks about as the clients do; fonts are stand-ins. */
export const STYLE = `
  body { margin: 0 }
  td { vertical-align: top }
  .chevron { width: 6px; height: 6px; margin: -4px 3px 0 8px; border: solid currentColor;
    border-width: 0 1.5px 1.5px 0; rotate: 45deg }
  .windows { display: flex; gap: 16px }
  .window { flex: 9; min-width: 0; border: 1px solid #8884; border-radius: 12px; overflow: hidden }
  .window h4 { margin: 0; padding: 10px 20px; border-bottom: 1px solid var(--line); font-size: 15px }
  .window.discord { flex: 11 }
  .reactions { display: flex; gap: 6px; margin: -10px 20px 20px 64px }
  .window.discord .reactions { margin-left: 72px }
  .reactions span { padding: 0 8px; border: 1px solid var(--line); border-radius: 12px; font-size: 13px }

  .slack { --page: #fff; --line: #e4e4e4; --edge: #bbbabb; --text: #1d1c1d; --quiet: #616061; --link: #1264a3;
    --mention: #e8f5fa; --code: #c01343; --well: #f8f8f8; background: var(--page); color: var(--text);
    font: 15px / 22px Lato, "Noto Sans", "DejaVu Sans", sans-serif }
  .slack.other { --page: #1a1d21; --line: #3a3d41; --edge: #5f6266; --text: #d1d2d3; --quiet: #ababad;
    --link: #1d9bd1; --mention: #1d3a4a; --code: #e8912d; --well: #222529 }
  .slack-message { display: flex; gap: 8px; padding: 16px 20px 20px }
  .slack .avatar { flex: none; width: 36px; height: 36px; border-radius: 8px; background: #2f4858 }
  .slack .said { flex: 1; min-width: 0; overflow-wrap: anywhere }
  .slack header { display: flex; align-items: center; gap: 6px }
  .slack header b { font-weight: 900 }
  .slack-modal i { color: var(--quiet); font-style: normal }
  .slack header i { padding: 0 4px; border-radius: 3px; background: #dddddd80; color: var(--quiet);
    font: 700 10px / 14px Lato, sans-serif }
  .slack :is(time, .only-you, small) { color: var(--quiet); font-size: 13px; line-height: 18px }
  .slack small { display: block; margin: 2px 0 8px }
  .slack .only-you { display: flex; align-items: center; gap: 6px; margin-top: 8px }
  .slack section { display: flex; justify-content: space-between; align-items: flex-start; gap: 16px }
  .slack h2 { margin: 8px 0; font-size: 18px; font-weight: 900; line-height: 24px }
  .slack p { margin: 8px 0 0; white-space: pre-wrap }
  .slack a { color: var(--link) }
  .slack strong { font-weight: 700 }
  .slack hr { margin: 16px 0 10px; border: 0; border-top: 1px solid var(--line) }
  .slack .row { display: flex; flex-wrap: wrap; gap: 8px; margin: 8px 0 }
  .slack button { flex: none; height: 28px; margin: 0; padding: 0 12px; border: 1px solid var(--edge);
    border-radius: 8px; background: var(--page); color: var(--text); font: 700 13px Lato, "Noto Sans", sans-serif }
  .slack section button { margin-top: 8px }
  .slack .select { display: flex; justify-content: space-between; align-items: center; box-sizing: border-box;
    min-width: 180px; height: 28px; padding: 0 12px; border: 1px solid var(--edge); border-radius: 8px;
    font-size: 13px }
  .slack code { padding: 2px 3px 1px; border: 1px solid var(--line); border-radius: 3px; background: var(--well);
    color: var(--code); font: 12px "Noto Sans Mono", "DejaVu Sans Mono", monospace }
  .slack .mention { padding: 0 2px 1px; border-radius: 3px; background: var(--mention); color: var(--link) }
  .slack-modal { display: flex; flex-direction: column; gap: 20px; margin: 16px; border: 1px solid var(--line);
    border-radius: 8px; box-shadow: 0 6px 18px #0002 }
  .slack-modal :is(h1, label) { margin: 0 22px }
  .slack-modal h1 { display: flex; align-items: center; gap: 10px; margin-top: 18px; font-size: 20px;
    font-weight: 900 }
  .slack-modal .avatar { width: 28px; height: 28px }
  .slack-modal .select { height: 40px; margin-top: 8px; font-size: 15px }
  .slack-modal footer { display: flex; justify-content: flex-end; gap: 10px; padding: 16px 22px;
    border-top: 1px solid var(--line) }
  .slack-modal footer button { height: 36px; font-size: 15px }
  .slack-modal .go { border-color: #007a5a; background: #007a5a; color: #fff }
  @media (width < 500px) { .slack-message { padding: 12px } }

  .discord { --page: #1a1a1e; --private: #1d1e2e; --card: #242429; --line: #35353c; --well: #1d1d21; --grey: #3a3a41;
    --text: #dfe0e2; --strong: #f2f2f4; --quiet: #949599; --link: #6fb0fb; background: var(--page);
    color: var(--text); font: 16px / 22px "Noto Sans", "DejaVu Sans", sans-serif }
  .discord.other { --page: #fff; --private: #f2f3ff; --card: #fafafb; --line: #dcdde1; --well: #fff; --grey: #e5e6ea;
    --text: #2d2f34; --strong: #15161a; --quiet: #67696f; --link: #0967d6 }
  .discord-message { display: flex; gap: 16px; padding: 16px 16px 20px }
  .discord-message.private { background: var(--private) }
  .discord .avatar { flex: none; width: 40px; height: 40px; border-radius: 50%; background: #2f4858 }
  .discord .said { flex: 1; min-width: 0 }
  .discord header { display: flex; align-items: center; gap: 6px; color: var(--strong) }
  .discord header b { font-weight: 500 }
  .discord header i { padding: 0 5px; border-radius: 4px; background: #5865f2; color: #fff;
    font: 600 11px / 16px "Noto Sans", sans-serif }
  .discord time, .discord .only-you { color: var(--quiet); font-size: 12px }
  .discord .only-you { display: flex; align-items: center; gap: 5px; margin-top: 6px; font-size: 13px }
  .discord .container { display: flex; flex-direction: column; gap: 8px; box-sizing: border-box; max-width: 600px;
    margin-top: 4px; padding: 16px; border: 1px solid var(--line); border-radius: 8px; background: var(--card) }
  .discord section { display: flex; justify-content: space-between; align-items: flex-start; gap: 12px }
  .discord :is(h1, h2, h3, p) { margin: 0; font-size: 16px; line-height: 22px; overflow-wrap: anywhere }
  .discord :is(h1, h2, h3, strong) { color: var(--strong); font-weight: 700 }
  .discord h2 { font-size: 20px; line-height: 28px }
  .discord small { display: block; color: var(--quiet); font-size: 13px; line-height: 18px }
  .discord p { white-space: pre-wrap }
  .discord :is(a, a strong) { color: var(--link) }
  .discord hr { width: 100%; margin: 4px 0; border: 0; border-top: 1px solid var(--line) }
  .discord .row { display: flex; flex-wrap: wrap; gap: 8px }
  .discord button { flex: none; min-height: 32px; padding: 0 14px; border: 0; border-radius: 8px;
    background: var(--grey); color: var(--strong); font: 500 14px "Noto Sans", sans-serif }
  .discord .out::after { content: "↗" }
  .discord .select { display: flex; justify-content: space-between; align-items: center; box-sizing: border-box;
    width: 100%; min-height: 42px; padding: 0 12px; border: 1px solid var(--line); border-radius: 8px;
    background: var(--well) }
  .discord em { color: var(--quiet); font-style: normal }
  .discord code { padding: 1px 3px; border-radius: 4px; background: var(--well);
    font: 13px "Noto Sans Mono", "DejaVu Sans Mono", monospace }
  .discord .mention { padding: 0 2px; border-radius: 3px; background: #5865f24d; color: #c9cdfb }
  .discord .time { padding: 0 2px; border-radius: 3px; background: var(--grey) }
  .discord-modal { display: flex; flex-direction: column; gap: 20px; margin: 16px; padding: 22px;
    border: 1px solid var(--line); border-radius: 8px; background: var(--card) }
  .discord-modal h1 { display: flex; align-items: center; gap: 10px; font-size: 20px }
  .discord-modal .avatar { width: 28px; height: 28px }
  .discord-modal .select { margin-top: 8px }
  .discord-modal .star { color: #d8524f }
  .discord-modal footer { display: flex; gap: 10px }
  .discord-modal footer button { flex: 1; min-height: 38px }
  .discord-modal .go { background: #5865f2; color: #fff }
  @media (width < 500px) {
    .discord :is(h3, p) { font-size: 15px; line-height: 20px }
    .discord-message { gap: 10px; padding: 12px 10px 16px }
    .discord .container { padding: 12px }
  }
`;
