import { platformContract } from '../contract/platform.ts';
import { openConsole } from './console-house.ts';

const because = (reason: string, promises: readonly string[]) =>
  Object.fromEntries(promises.map((promised) => [promised, reason]));

platformContract('the console', openConsole, {
  skip: {
    ...because('what was printed is neither kept nor looked up', [
      'a post arrives once and carries its key',
      'a post whose time is over does not leave any more',
      'a message without any control carries its key too',
      'a post whose answer was lost is found, and is there once',
      'a key that was never posted is absent',
      'an edit replaces the content, and may be repeated',
      'a message is removed once, and removing it again is fine',
      'an edit of a message that is gone says so',
      'a message of ours tells which delivery it is',
      'a message that is gone tells nothing',
      'a message that is looked up is read, and answered privately',
      'a look-up that fails is answered, and the next one works',
      'somebody else’s deletion of a message reaches the inbox',
    ]),
    ...because('it has no threads', [
      'posts into one thread stand in the same thread',
      'a thread that another process made is adopted',
      'a lost post in a thread is found there',
      'a message in a thread tells which delivery it is',
    ]),
    ...because('its one channel is always open, and the one person there is its admin', [
      'a post to a channel that is missing fails for the channel',
      'a post to a channel that is closed to us fails for the channel',
      'inspect names what is in the way and what to do',
      'inspect says when a channel is gone',
      'inspect tells where people of other workspaces are too',
      'inspect tells admins from members',
      'a bot’s reactions stay outside',
    ]),
    ...because('it has neither a token nor limits, and nobody waits for an acknowledgement', [
      'a token that was refused is tried again by the next post',
      'a rate limit says how long to wait, and nothing was posted',
      'a rate limit says whether one channel has to wait, or everything',
      'a slow command is still acknowledged in time',
    ]),
    ...because('people vote by typing, for papers of the list that is shown', [
      'reactions are read with their people, bots left out',
      'a message without reactions is not one that is gone',
      'equal counts are answered without reading people',
      'a press that fails leaves the answer that it was to replace',
      'a press on a message posted before the start reaches the inbox',
      'reactions to a message posted before the start reach the inbox',
      'the longest action comes back whole',
    ]),
    ...because('nothing stands under links', [
      'a card stands under a link that somebody posts',
      'nothing is in the way of cards under links where all is well',
    ]),
    ...because('a fault of ours ends it, before the eyes of the person who runs it', [
      'a failing command is answered, and the next one works',
    ]),
  },
});
