# Build: docker build -t merzim .
# A digest may follow each version: rust:1.95.0-bookworm@sha256:…
FROM rust:1.95.0-bookworm AS build
# perl and make build the OpenSSL that the feature `tls` brings along.
RUN apt-get update \
    && apt-get install -y --no-install-recommends make perl \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /merzim
COPY . .
RUN cargo build --locked --release --features tls

FROM debian:bookworm-20260803-slim
# The certificates by which the identity provider is known, if its key set is at an https:// address.
RUN apt-get update \
    && apt-get install -y --no-install-recommends ca-certificates \
    && rm -rf /var/lib/apt/lists/*
# The program writes to /data only, uploads and spreadsheets under way included, so the root may be read-only.
RUN groupadd --system --gid 10001 merzim \
    && useradd --system --uid 10001 --gid merzim --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin merzim \
    && install -d -o merzim -g merzim -m 0750 /data
COPY --from=build /merzim/target/release/merzim /usr/local/bin/merzim
ENV MERZIM_BIND=0.0.0.0:8080 \
    MERZIM_DATA_DIR=/data
USER 10001:10001
WORKDIR /data
VOLUME /data
EXPOSE 8080
ENTRYPOINT ["merzim"]
CMD ["serve"]
