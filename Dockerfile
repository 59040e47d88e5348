FROM node:26-slim

ENV NODE_ENV=production PORT=8080 DATABASE_URL=file:/app/data/paperboy.db
WORKDIR /app

COPY package.json package-lock.json ./
RUN npm ci --omit=dev && npm cache clean --force

COPY bin ./bin
COPY src ./src
COPY adapters ./adapters
RUN mkdir data && chown node:node data

USER node
VOLUME /app/data
EXPOSE 8080
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/healthz`).then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]

# Node itself receives SIGTERM, and finishes what is in flight. Its heap grows in small steps, as in package.json.
ENTRYPOINT ["node", "--max-semi-space-size=2", "--heap-growing-percent=25", "bin/paperboy.mjs"]
