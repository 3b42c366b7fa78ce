# The command interlock and the simulated MT5 host, for containers beside the services.
# Build them first: ./mvnw package -DskipTests
FROM eclipse-temurin:25-jre

WORKDIR /interlock
COPY cli/target/lib/ lib/
COPY cli/target/interlock.jar ./
RUN mkdir /data && chown 1000:1000 /data

USER 1000:1000
VOLUME /data
ENTRYPOINT ["java", "-XX:+UseSerialGC", "--enable-native-access=ALL-UNNAMED", \
  "--sun-misc-unsafe-memory-access=allow", "-Dinterlock.home=/data", "-cp", "interlock.jar:lib/*"]
CMD ["io.interlock.cli.InterlockCommand"]
