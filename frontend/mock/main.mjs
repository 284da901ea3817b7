import { createMock } from './server.mjs';

const port = Number(process.env.PORT ?? 8899);
createMock().listen(port, '127.0.0.1', () => console.log(`http://127.0.0.1:${port}`));
