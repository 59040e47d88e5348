export const SAMPLE_NEWS =
  'Hugging Face cannot be reached: these papers are those of the bundled sample week.';

export const HOW_TO_GO_ON = `
To bring this into Discord, set DISCORD_TOKEN.
To bring this into Slack, set SLACK_BOT_TOKEN and SLACK_APP_TOKEN, or SLACK_BOT_TOKEN, SLACK_SIGNING_SECRET and PORT.
Settings go into .env (see .env.example and README.md) or the environment; then run npm start again.`;
