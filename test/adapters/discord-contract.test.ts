import { platformContract } from '../contract/platform.ts';
import { openDiscord } from './discord-house.ts';

platformContract('discord', openDiscord);
