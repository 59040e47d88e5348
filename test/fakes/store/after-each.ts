import { afterEach } from 'vitest';
import { giveBackClosed } from './server.ts';

afterEach(giveBackClosed);
