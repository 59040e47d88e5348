import { platformContract } from '../contract/platform.ts';
import { openDiscord } from './discord-house.ts';

const noCards = 'Discord lets no app put anything under the messages of others';

platformContract('discord', openDiscord, {
  skip: {
    'a card stands under a link that somebody posts': noCards,
    'inspect tells where people of other workspaces are too':
      'a channel of Discord belongs to one server, and everybody in it is a member of that',
    'nothing is in the way of cards under links where all is well': noCards,
  },
});
