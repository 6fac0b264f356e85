#!/usr/bin/env bash
# Runs Debian's ejabberd in the foreground on a free port of the loopback address, with all of its files in a folder.
#
#   peers/ejabberd.sh FOLDER ACCOUNTS.csv
#
# Prints READY xmpp=HOST:PORT once the accounts (header phone,credential) are in, and becomes the server's own process:
# end it by this process's id.
#
# ejabberdctl is not used: it changes to the system's user and lowers the open files to 1024. No Erlang distribution either, so
# that no epmd stays behind.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source-path=SCRIPTDIR source=common.sh
source "$here/common.sh"

folder=$1
accounts=$2
mkdir -p "$folder/mnesia" "$folder/log"
port=$(free_port)

cat >"$folder/ejabberd.yml" <<YML
hosts: [localhost]
loglevel: error
# The default, which makes logging in as cheap as it gets.
auth_method: internal
auth_password_format: plain
default_db: mnesia
shaper_rules:
  max_user_sessions: 10
  max_user_offline_messages: infinity
access_rules:
  everybody: {allow: all}
listen:
  - port: $port
    ip: 127.0.0.1
    module: ejabberd_c2s
    access: everybody
    max_stanza_size: 262144
    # The default of 5 would turn a crowd away.
    backlog: 4096
modules:
  mod_offline:
    access_max_user_messages: max_user_offline_messages
  mod_stream_mgmt: {}
YML

# What ejabberd itself would refuse is found out here, not by phones that cannot log in.
register="
  {ok, File} = file:read_file(\"$accounts\"),
  [<<\"phone,credential\">> | Lines] = binary:split(File, <<\"\n\">>, [global, trim_all]),
  lists:foreach(fun(Line) ->
    [Phone, Credential] = binary:split(string:trim(Line), <<\",\">>),
    ok = ejabberd_auth:try_register(string:trim(Phone, leading, \"+\"), <<\"localhost\">>, Credential)
  end, Lines),
  io:format(\"READY xmpp=127.0.0.1:$port~n\")."

raise_open_files
export EJABBERD_CONFIG_PATH="$folder/ejabberd.yml"
export EJABBERD_LOG_PATH="$folder/log/ejabberd.log"
export ERL_CRASH_DUMP="$folder/log/erl_crash.dump"
export ERL_MAX_PORTS=32000
export ERL_MAX_ETS_TABLES=1400
export HOME="$folder"
# Where Debian puts ejabberd's Erlang applications.
ERL_LIBS=$(dirname "$(dirname "$(dirname "$(find /usr/lib -path '*/ejabberd-*/ebin/ejabberd.app' -print -quit)")")")
export ERL_LIBS
cd "$folder"
exec erl -noinput +K true +P 250000 -mnesia dir "\"$folder/mnesia\"" -s ejabberd -eval "$register"
