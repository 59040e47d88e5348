import type { AddressInfo } from 'node:net';
import { App, SocketModeReceiver } from '@slack/bolt';
import { onTestFinished } from 'vitest';
import type { FakeSlack, FakeSlackOptions } from '../fakes/slack/index.ts';
import { aFake, type FakeAndClient, quiet } from './slack-client.ts';

export interface Connected extends FakeAndClient {
  readonly app: App;
}

/** The real bolt on a socket of a fake, until the test is over. `prepare` adds the listeners. */
export async function aSocketApp(
  prepare: (app: App, fake: FakeSlack) => void = () => {},
  options: FakeSlackOptions = {},
): Promise<Connected> {
  const all = await aFake(options);
  return { ...all, app: await connect(all.fake, prepare) };
}

/** One more, on the same app. */
export async function connect(
  fake: FakeSlack,
  prepare: (app: App, fake: FakeSlack) => void = () => {},
): Promise<App> {
  const clientOptions = { slackApiUrl: fake.apiUrl };
  const receiver = new SocketModeReceiver({
    ...{ appToken: fake.appToken, logger: quiet, installerOptions: { clientOptions } },
    clientPingTimeout: 300,
  });
  const app = new App({ receiver, token: fake.botToken, clientOptions, logger: quiet });
  prepare(app, fake);
  await app.start();
  onTestFinished(async () => {
    receiver.client.removeAllListeners('close');
    await app.stop();
  });
  return app;
}

/** The real bolt behind a port, to which the fake sends signed requests. */
export async function anHttpApp(
  prepare: (app: App, fake: FakeSlack) => void = () => {},
  options: FakeSlackOptions = {},
): Promise<Connected> {
  const all = await aFake(options);
  const { fake } = all;
  const app = new App({
    ...{ token: fake.botToken, signingSecret: fake.signingSecret, logger: quiet },
    clientOptions: { slackApiUrl: fake.apiUrl },
  });
  prepare(app, fake);
  const server = await app.start({ port: 0, host: '127.0.0.1' });
  onTestFinished(async () => {
    if ('closeAllConnections' in server) server.closeAllConnections();
    await app.stop();
  });
  const { port } = server.address() as AddressInfo;
  fake.http.sendTo(`http://127.0.0.1:${port}`);
  return { ...all, app };
}
