/*
 * askd: hands over to the command line.
 */
#include <jansson.h>
#include <locale.h>

#include "bot/cli/cli.h"

int main(int argc, char **argv)
{
    setlocale(LC_CTYPE, "");
    json_object_seed(0); /* before any thread makes an object */
    return cli_main(argc, argv);
}
