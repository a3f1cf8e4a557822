# Turns the domain.xml of Payara's own domain1 into that of one Ordinal instance. Of its
# configurations only "server-config" is touched: "default-config" is the template of clusters.

# The embedded resource adapter's settings, and the pool behind jdbc/ordinal, the javax.sql.DataSource
# that any other application may look up: PostgreSQL's driver, speaking to this very server.
s|^\( *\)</resources>|\1  <resource-adapter-config resource-adapter-name="ordinal#connector" thread-pool-ids="ordinal-pool">\
\1    <property name="DataDirectory" value="@DATA@"/>\
\1  </resource-adapter-config>\
\1  <jdbc-connection-pool name="ordinal" datasource-classname="org.postgresql.xa.PGXADataSource" res-type="javax.sql.XADataSource" steady-pool-size="0" max-pool-size="64" is-connection-validation-required="true" connection-validation-method="custom-validation" validation-classname="org.glassfish.api.jdbc.validation.PostgresConnectionValidation">\
\1    <property name="serverName" value="@REACH@"/>\
\1    <property name="portNumber" value="@PG_PORT@"/>\
\1    <property name="databaseName" value="ordinal"/>\
\1    <property name="user" value="ordinal"/>\
\1    <property name="password" value="unused"/>\
\1    <property name="applicationName" value="jdbc/ordinal"/>\
\1  </jdbc-connection-pool>\
\1  <jdbc-resource pool-name="ordinal" jndi-name="jdbc/ordinal"/>\
&|
s|^\( *\)<resource-ref ref="jdbc/__default" />|&\
\1<resource-ref ref="jdbc/ordinal"/>|

# The server's own H2, jdbc/__default, has what applications keep in it in the data folder too, and
# takes part in two phases. Its lock is the operating system's, which a crash gives back.
/<jdbc-connection-pool [^>]*name="H2Pool"/,/<\/jdbc-connection-pool>/ {
  s|res-type="javax.sql.DataSource"|res-type="javax.sql.XADataSource"|
  s|value="jdbc:h2:[^"]*"|value="jdbc:h2:@DATA@/h2/default"|
}

/<config name="server-config">/,/<\/config>/ {
  # Hazelcast would open a port for a cluster of one.
  s|<hazelcast-config-specific-configuration|& enabled="false"|

  # Listeners: loopback, unless asked otherwise; nothing listens that nobody uses.
  s|<network-listener port="8080"|<network-listener address="@BIND@" port="@HTTP_PORT@"|
  s|<network-listener port="8181"|<network-listener enabled="false" address="127.0.0.1" port="8181"|
  s|<network-listener port="4848"|<network-listener address="127.0.0.1" port="@ADMIN_PORT@"|
  s|network-listeners="http-listener-1,http-listener-2"|network-listeners="http-listener-1"|
  s|<http default-virtual-server="server" max-connections="250">|<http default-virtual-server="server" max-connections="250" server-header="false" xpowered-by="false">|
  s|<iiop-listener |&enabled="false" |
  s|<jmx-connector |&enabled="false" |
  s|0\.0\.0\.0|127.0.0.1|g
  s|org.apache.felix.shell.remote,||

  # Without this the first deployment from a boot file waits 200 s for a message broker.
  s|^\( *\)<transaction-service |\1<jms-service type="DISABLED" default-jms-host="default_JMS_host"><jms-host host="localhost" name="default_JMS_host" port="7676"/></jms-service>\
&|

  # The log of transactions in two phases outlives the domain. What a crash leaves in doubt is ended by
  # its records when the server is ready, which it says after it has run the boot commands: Ordinal is
  # there to be asked. A branch is known by the name of the server that began it.
  s|<transaction-service tx-log-dir="[^"]*" */>|<transaction-service tx-log-dir="@DATA@/transactions" automatic-recovery="true"><property name="xa-servername" value="@SERVER_NAME@"/></transaction-service>|

  # The adapter's WorkManager takes its pool when the server starts: a pool made later stays unseen.
  # HTTP has five threads by default.
  s|^\( *\)<thread-pool name="http-thread-pool"|\1<thread-pool name="ordinal-pool" min-thread-pool-size="2" max-thread-pool-size="32"/>\
& max-thread-pool-size="64"|

  # The JVM. NewRatio is Payara's guess for a web shop.
  /-XX:NewRatio=/d
  s|^\( *\)<jvm-options>-Xmx512m</jvm-options>|\1<jvm-options>-Xmx@MEMORY@</jvm-options>\
\1<jvm-options>-XX:+UseCompactObjectHeaders</jvm-options>\
\1<jvm-options>-Dh2.bindAddress=127.0.0.1</jvm-options>\
\1<jvm-options>-Duser.timezone=UTC</jvm-options>\
\1<jvm-options>-Dordinal.pg.port=@PG_PORT@</jvm-options>\
\1<jvm-options>-Djdk.virtualThreadScheduler.parallelism=64</jvm-options>\
\1<jvm-options>-Dordinal.bind=@BIND@</jvm-options>|
}
