import { platformContract } from '../contract/platform.ts';
import { openSlack } from './slack-house.ts';

const skip = {
  'somebody else’s deletion of a message reaches the inbox':
    'Slack tells of it only among everything that people write, which is not ours to read',
};

platformContract('slack over Socket Mode', () => openSlack('socket'), { skip });
platformContract('slack over HTTP', () => openSlack('http'), { skip });
